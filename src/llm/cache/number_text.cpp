#include "llm/cache/number_text.hpp"

#include <algorithm>

#include "base/decimal.hpp"

namespace swarmdesk::llm::cache {
namespace {

/// "12,345,678": from one to three digits, then groups of three.
bool is_grouped(std::string_view whole)
{
    const std::size_t first = whole.find(',');
    if (first == 0 || first > 3) return false;
    for (std::size_t i = first; i < whole.size(); i += 4) {
        if (whole.size() - i < 4 || whole[i] != ',') return false;
        if (whole.substr(i + 1, 3).find(',') != std::string_view::npos) return false;
    }
    return true;
}

bool is_ambiguous(std::string_view whole, std::string_view decimals)
{
    return decimals.size() == 3 && whole.size() <= 3 && whole != "0";
}

}  // namespace

std::string number_text(std::string_view digits, bool is_negative, bool is_thousands)
{
    // Far inside what Decimal holds, also after the thousand.
    constexpr std::size_t size_max = 15;
    const std::string sign = is_negative ? "-" : "";
    const std::string as_it_stands = sign + std::string(digits) + (is_thousands ? "k" : "");
    const std::size_t point = digits.find('.');
    std::string whole{digits.substr(0, point)};
    const std::string_view decimals = point == std::string_view::npos ? "" : digits.substr(point + 1);
    if (decimals.find_first_of(".,") != std::string_view::npos || digits.size() > size_max) return as_it_stands;
    if (whole.find(',') != std::string::npos) {
        if (!is_grouped(whole)) return as_it_stands;
        std::erase(whole, ',');
    } else if (is_ambiguous(whole, decimals)) {
        return as_it_stands;
    }
    if (whole.empty()) whole = "0";
    const auto value = Decimal::parse(sign + whole + (decimals.empty() ? "" : "." + std::string(decimals)));
    if (!value) return as_it_stands;
    return (is_thousands ? multiply(*value, Decimal::from_integer(1000), Rounding::toward_zero) : *value).to_string();
}

}  // namespace swarmdesk::llm::cache
