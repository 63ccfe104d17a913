#include <boost/json/serialize.hpp>

#include "base/assert.hpp"
#include "gateway/json_door.hpp"
#include "trading/model/intent.hpp"

/// Whatever the bytes: a value or an error. What was taken is taken again, the same, once written out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    const auto value = parse_json({reinterpret_cast<const char*>(data), size});
    if (!value) return 0;
    const auto again = parse_json(boost::json::serialize(*value));
    SWARMDESK_ASSERT(again.has_value() || size > 512 * 1024);  // escapes grow the text beyond the bound
    if (const auto* object = value->if_object()) {
        gateway::JsonReader in{*object};
        in.uuid<trading::IntentTag>("intent_id", gateway::Need::required);
        in.name<trading::AccountTag>("account", gateway::Need::required);
        in.word<trading::Side>("side", gateway::Need::required);
        in.decimal<trading::Quantity>("quantity", gateway::Need::optional);
        in.boolean("reduce_only", gateway::Need::optional);
        in.words("reason", gateway::Need::optional, 500);
        in.finish();
    }
    return 0;
}
