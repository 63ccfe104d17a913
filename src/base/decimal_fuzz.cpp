#include "base/assert.hpp"
#include "base/decimal.hpp"

/// Whatever the parser accepts comes back from its own text, and arithmetic on it either is exact or says that it is
/// not.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto split = text.find('|');
    const auto first = Decimal::parse(text.substr(0, split));
    if (!first) return 0;
    const auto again = Decimal::parse(first->to_string());
    SWARMDESK_ASSERT(again.has_value() && *again == *first);
    if (split == std::string_view::npos) return 0;
    const auto second = Decimal::parse(text.substr(split + 1));
    if (!second) return 0;
    try {
        const Decimal sum = *first + *second;
        SWARMDESK_ASSERT(sum - *second == *first);
        const Decimal product = multiply(*first, *second, Rounding::toward_zero);
        const Decimal product_up = multiply(*first, *second, Rounding::away_from_zero);
        SWARMDESK_ASSERT(abs(product_up) >= abs(product));
        const Decimal quotient = divide(*first, *second, Rounding::toward_zero);
        SWARMDESK_ASSERT(abs(multiply(quotient, *second, Rounding::toward_zero)) <= abs(*first));
    } catch (const ArithmeticError&) {
    }
    return 0;
}
