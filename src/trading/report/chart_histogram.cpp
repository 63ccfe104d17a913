#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "trading/report/chart_scale.hpp"
#include "trading/report/html_text.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr double width = 1000;
constexpr double height = 300;
constexpr int bins_wanted = 24;

}  // namespace

std::string draw(const Histogram& histogram)
{
    if (histogram.values.empty()) return "<p class=none>No trades.</p>";
    std::vector<double> values;
    for (const Decimal value : histogram.values) values.push_back(to_double(value));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    // A border of two bins is at zero, so that none holds wins and losses.
    const Scale bins = scale_for(std::min(*low, 0.0), std::max(*high, 0.0), bins_wanted);
    const double step = bins.ticks[1] - bins.ticks[0];
    const std::size_t count = bins.ticks.size() - 1;
    std::vector<std::size_t> counts(count);
    for (const double value : values) {
        auto bin = static_cast<std::int64_t>(std::floor((value - bins.low) / step + 1e-9));
        // What is exactly on a border belongs to the bin nearer to zero, so that a loss is not among the wins.
        if (value < 0 && std::abs(value - (bins.low + static_cast<double>(bin + 1) * step)) < step * 1e-9) ++bin;
        ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(count) - 1))];
    }
    const Scale tall = scale_for(0, static_cast<double>(*std::max_element(counts.begin(), counts.end())), 3);
    std::string svg;
    std::string labels;
    for (const double tick : tall.ticks) {
        if (std::abs(tick - std::round(tick)) > 1e-9) continue;  // nobody makes half a trade
        svg += fmt::format("<path class=grid d=\"M0 {:.1f}H{}\"/>", height * (1 - tall.place(tick)), width);
        labels += fmt::format("<span class=y style=\"top:{:.2f}%\">{:.0f}</span>", 100 * (1 - tall.place(tick)), tick);
    }
    const double bin_width = width / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (counts[i] == 0) continue;
        const double top = height * (1 - tall.place(static_cast<double>(counts[i])));
        const bool is_gain = bins.ticks[i] > -step / 2;
        svg += fmt::format(
            "<rect class=\"bar {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{} to {}: {} "
            "trades</title></rect>",
            is_gain ? "up" : "down", static_cast<double>(i) * bin_width + bin_width * 0.06, top, bin_width * 0.88,
            height - top, bins.text(bins.ticks[i], true, histogram.unit),
            bins.text(bins.ticks[i + 1], true, histogram.unit), counts[i]);
    }
    svg += fmt::format("<path class=zero d=\"M{0:.1f} 0V{1}\"/>", width * bins.place(0), height);
    const auto every = static_cast<std::int64_t>(count / 6 + 1);
    for (std::size_t i = 0; i <= count; ++i) {
        const auto from_zero = std::lround(bins.ticks[i] / step);
        const double across = 100 * static_cast<double>(i) / static_cast<double>(count);
        if (from_zero % every != 0 || across < 4 || across > 96) continue;
        labels += fmt::format("<span class=\"x{}\" style=\"left:{:.2f}%\">{}</span>",
                              from_zero / every % 2 == 0 ? "" : " spare", across,
                              bins.text(bins.ticks[i], true, histogram.unit));
    }
    return fmt::format(
        "<figure class=chart><div class=plot><svg viewBox=\"0 0 {0} {1}\" preserveAspectRatio=none role=img "
        "aria-labelledby=\"{2}-t {2}-d\"><title id=\"{2}-t\">{3}</title><desc id=\"{2}-d\">{4}</desc>{5}</svg>"
        "<div aria-hidden=true>{6}</div></div></figure>",
        width, height, histogram.id, escaped(histogram.title), escaped(histogram.description), svg, labels);
}

}  // namespace swarmdesk::trading::report
