#include <boost/json/serialize.hpp>

#include "api/json_input.hpp"
#include "base/assert.hpp"
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
        api::JsonReader in{*object};
        in.uuid<trading::IntentTag>("intent_id", api::Need::required);
        in.name<trading::AccountTag>("account", api::Need::required);
        in.word<trading::Side>("side", api::Need::required);
        in.decimal<trading::Quantity>("quantity", api::Need::optional);
        in.boolean("reduce_only", api::Need::optional);
        in.message("reason", api::Need::optional, 500);
        in.finish();
    }
    return 0;
}
