#include "trading/execution/client_order_id.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace swarmdesk::trading::execution {

ClientOrderId client_order_id(const IntentId& intent)
{
    const std::string_view raw{reinterpret_cast<const char*>(intent.raw().data()), intent.raw().size()};
    return ClientOrderId{"sd-" + to_hex(raw)};
}

std::optional<IntentId> intent_of(const ClientOrderId& order)
{
    const std::string text = order.to_string();
    if (!text.starts_with("sd-")) return std::nullopt;
    const auto bytes = from_hex(std::string_view{text}.substr(3));
    IntentId::Raw raw{};
    if (!bytes || bytes->size() != raw.size()) return std::nullopt;
    std::transform(bytes->begin(), bytes->end(), raw.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    const IntentId intent{raw};
    return client_order_id(intent) == order ? std::optional{intent} : std::nullopt;
}

}  // namespace swarmdesk::trading::execution
