#pragma once

#include <string>
#include <vector>

#include "trading/report/figure.hpp"

namespace swarmdesk::trading::report {

/// \file
/// Pictures for the page: an SVG that stretches to the width it gets, and around it labels that are text of the page
/// and so keep their size on a phone and on paper. They need no script. Places in them are floating point; no figure
/// is.

struct ChartPoint {
    UtcTime time;
    Decimal value;
};

struct ChartLine {
    std::string name;   ///< for the legend; any text
    std::string style;  ///< a class of the page's style: "desk", "held", "price", "under"
    std::vector<ChartPoint> points;
    bool is_area = false;  ///< filled down (or up) to zero
};

/// A place on a line that something happened at.
struct ChartMark {
    ChartPoint at;
    bool is_up = true;  ///< points upwards: a buy
    std::string words;  ///< shown when the pointer is on it
};

struct Chart {
    std::string id;     ///< unique in the page, one of our own words
    std::string title;  ///< for those who do not see the picture; any text
    std::string description;
    std::vector<ChartLine> lines;
    std::vector<ChartMark> marks;
    std::string unit;        ///< behind the numbers of the axis: " %"
    bool is_signed = false;  ///< numbers of the axis have a sign
    bool has_zero = false;   ///< zero is always in the picture
    bool is_low = false;     ///< half as high
};

/// The picture as markup; a sentence where there are fewer than two points.
std::string draw(const Chart& chart);

/// How often values fall into each of at most `bins` equal ranges, those below zero apart from those above.
struct Histogram {
    std::string id;
    std::string title;
    std::string description;
    std::vector<Decimal> values;
    std::string unit;
};
std::string draw(const Histogram& histogram);

}  // namespace swarmdesk::trading::report
