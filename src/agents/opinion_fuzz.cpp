#include <boost/json.hpp>

#include "agents/opinion.hpp"
#include "base/assert.hpp"
#include "base/strict_json.hpp"

/// Whatever a model says: an error, or an opinion within its bounds that reads the same once written out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    const auto opinion = agents::parse_opinion({reinterpret_cast<const char*>(data), size});
    if (!opinion) return 0;
    SWARMDESK_ASSERT(opinion->confidence_percent >= 0 && opinion->confidence_percent <= 100);
    SWARMDESK_ASSERT(!opinion->message.empty() && opinion->message.size() <= 4 * agents::opinion_message_max);
    SWARMDESK_ASSERT(!has_invisible(opinion->message));
    const boost::json::object written{
        {"stance", to_text(opinion->stance)}, {"confidence", opinion->confidence_percent}, {"words", opinion->message}};
    const auto again = agents::parse_opinion(boost::json::serialize(written));
    SWARMDESK_ASSERT(again.has_value() && again->message == opinion->message && again->stance == opinion->stance);
    return 0;
}
