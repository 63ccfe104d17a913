#include "trading/report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "trading/report/chart_scale.hpp"
#include "trading/report/html_text.hpp"
#include "trading/report/number_text.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr double width = 1000;  ///< of the picture's own measure; it is stretched
constexpr double height = 300;
constexpr std::size_t stretches_max = 360;
constexpr std::size_t tips_max = 120;
constexpr std::size_t marks_max = 400;

/// Where things are in the picture.
struct Frame {
    UtcTime from;
    UtcTime to;
    Scale scale;

    double across(UtcTime time) const
    {
        return static_cast<double>(time.ns - from.ns) / static_cast<double>(to.ns - from.ns);
    }
    double x(UtcTime time) const { return width * across(time); }
    double down(double value) const { return 1 - scale.place(value); }
    double y(double value) const { return height * down(value); }
};

Frame frame_of(const Chart& chart)
{
    Frame frame;
    bool is_first = true;
    double low = 0;
    double high = 0;
    for (const ChartLine& line : chart.lines)
        for (const ChartPoint& point : line.points) {
            const double value = to_double(point.value);
            if (is_first) {
                frame.from = frame.to = point.time;
                low = high = value;
            }
            is_first = false;
            frame.from = std::min(frame.from, point.time);
            frame.to = std::max(frame.to, point.time);
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (chart.has_zero) {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    frame.scale = scale_for(low, high, chart.is_low ? 3 : 5);
    return frame;
}

std::string path_of(const ChartLine& line, const Frame& frame)
{
    std::string path;
    for (const ChartPoint& point : thinned(line.points, stretches_max))
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", frame.x(point.time),
                            frame.y(to_double(point.value)));
    return path;
}

/// Invisible columns that say, under the pointer, what each line stands at.
std::string tips_of(const Chart& chart)
{
    std::string tips;
    const std::vector<ChartPoint>& points = chart.lines.front().points;
    const std::size_t count = std::min(points.size(), tips_max);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = count < 2 ? 0 : i * (points.size() - 1) / (count - 1);
        const UtcTime time = points[at].time;
        std::string words = minute_text(time);
        for (const ChartLine& line : chart.lines) {
            const auto later = std::upper_bound(line.points.begin(), line.points.end(), time,
                                                [](UtcTime t, const ChartPoint& p) { return t < p.time; });
            if (later == line.points.begin()) continue;
            const Decimal value = std::prev(later)->value;
            words += fmt::format("\n{}: {}{}", line.name,
                                 typeset(chart.is_signed ? signed_text(value, 2) : plain_text(value)), chart.unit);
        }
        const double left = width * (static_cast<double>(i) - 0.5) / static_cast<double>(count - 1);
        // A line's end stands for itself in a title, so it is escaped as such.
        std::string escaped_words;
        for (const char c : words) escaped_words += c == '\n' ? "&#10;" : escaped(std::string_view{&c, 1});
        tips += fmt::format("<rect class=tip x=\"{:.1f}\" y=0 width=\"{:.1f}\" height={}><title>{}</title></rect>",
                            left, width / static_cast<double>(count - 1), height, escaped_words);
    }
    return tips;
}

std::string marks_of(const Chart& chart, const Frame& frame)
{
    std::string marks;
    // Of too many an even part.
    const std::size_t step = chart.marks.size() / marks_max + 1;
    for (std::size_t i = 0; i < chart.marks.size(); i += step) {
        const ChartMark& mark = chart.marks[i];
        if (mark.at.time < frame.from || frame.to < mark.at.time) continue;
        marks += fmt::format("<i class=\"mark {}\" style=\"left:{:.2f}%;top:{:.2f}%\" title=\"{}\"></i>",
                             mark.is_up ? "buy" : "sell", 100 * frame.across(mark.at.time),
                             100 * std::clamp(frame.down(to_double(mark.at.value)), 0.0, 1.0), escaped(mark.words));
    }
    return marks;
}

std::string legend_of(const Chart& chart)
{
    std::string legend;
    for (const ChartLine& line : chart.lines)
        legend += fmt::format("<li><i class=\"key {}\"></i>{}</li>", line.style, escaped(line.name));
    if (!chart.marks.empty())
        legend += "<li><i class=\"mark buy\"></i>buy</li><li><i class=\"mark sell\"></i>sell</li>";
    return "<ul class=legend aria-hidden=true>" + legend + "</ul>";
}

}  // namespace

std::string draw(const Chart& chart)
{
    if (chart.lines.empty() || chart.lines.front().points.size() < 2)
        return "<p class=none>Too few points for a picture.</p>";
    const Frame frame = frame_of(chart);
    std::string svg;
    std::string labels;
    for (const double tick : frame.scale.ticks) {
        const bool is_zero = chart.is_signed && std::abs(tick) < 1e-12;
        svg += fmt::format("<path class=\"{}\" d=\"M0 {:.1f}H{}\"/>", is_zero ? "zero" : "grid", frame.y(tick), width);
        labels += fmt::format("<span class=y style=\"top:{:.2f}%\">{}</span>", 100 * frame.down(tick),
                              frame.scale.text(tick, chart.is_signed, chart.unit));
    }
    const std::vector<TimeTick> ticks = time_ticks(frame.from, frame.to);
    for (const TimeTick& tick : ticks) {
        const double across = 100 * frame.across(tick.time);
        // On a phone there is room for every second one.
        const bool is_spare = ticks.size() > 4 && (&tick - ticks.data()) % 2 == 1;
        svg += fmt::format("<path class=grid d=\"M{:.1f} 0V{}\"/>", frame.x(tick.time), height);
        labels += fmt::format("<span class=\"x{}{}\" style=\"left:{:.2f}%\">{}</span>",
                              across < 4    ? " first"
                              : across > 96 ? " last"
                                            : "",
                              is_spare ? " spare" : "", across, tick.text);
    }
    // The first line is the one the picture is about: it is drawn last.
    for (auto line = chart.lines.rbegin(); line != chart.lines.rend(); ++line) {
        const std::string path = path_of(*line, frame);
        if (line->is_area)
            svg += fmt::format("<path class=\"area {}\" d=\"{}V{:.1f}H{:.1f}Z\"/>", line->style, path, frame.y(0),
                               frame.x(line->points.front().time));
        svg += fmt::format("<path class=\"line {}\" d=\"{}\"/>", line->style, path);
    }
    return fmt::format(
        "<figure class=\"chart{0}\">{1}<div class=plot><svg viewBox=\"0 0 {2} {3}\" preserveAspectRatio=none role=img "
        "aria-labelledby=\"{4}-t {4}-d\"><title id=\"{4}-t\">{5}</title><desc id=\"{4}-d\">{6}</desc>{7}{8}</svg>"
        "{9}<div aria-hidden=true>{10}</div></div></figure>",
        chart.is_low ? " low" : "", legend_of(chart), width, height, chart.id, escaped(chart.title),
        escaped(chart.description), svg, tips_of(chart), marks_of(chart, frame), labels);
}

}  // namespace swarmdesk::trading::report
