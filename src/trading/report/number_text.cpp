#include "trading/report/number_text.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr std::string_view no_figure = "–";

std::string with_commas(std::string text)
{
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > first + 3; at -= 3) text.insert(at - 3, 1, ',');
    return text;
}

}  // namespace

std::string fixed_text(Decimal value, int digits)
{
    std::string text = rounded(value, digits).to_string();
    if (digits > 0) {
        const std::size_t point = text.find('.');
        const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
        if (point == std::string::npos) text += '.';
        text.append(static_cast<std::size_t>(digits) - decimals, '0');
    }
    return with_commas(std::move(text));
}

std::string signed_text(Decimal value, int digits)
{
    return (rounded(value, digits).is_positive() ? "+" : "") + fixed_text(value, digits);
}

std::string plain_text(Decimal value) { return with_commas(value.to_string()); }

std::string figure_text(const Figure& figure, int digits, std::string_view unit)
{
    return figure.value ? fixed_text(*figure.value, digits) + std::string{unit} : std::string{no_figure};
}

std::string signed_figure_text(const Figure& figure, int digits, std::string_view unit)
{
    return figure.value ? signed_text(*figure.value, digits) + std::string{unit} : std::string{no_figure};
}

std::string minute_text(UtcTime time)
{
    std::string text = to_iso(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string day_text(UtcTime time) { return to_iso(time).substr(0, 10); }

}  // namespace swarmdesk::trading::report
