#include "llm/cache/key.hpp"

#include <algorithm>
#include <array>

#include "base/codec.hpp"
#include "llm/cache/canonical_json.hpp"

namespace swarmdesk::llm::cache {

/// Texts carry their length, a hash and a time have a fixed one: the bytes can be read back, so they cannot collide.
class KeyMaker {
public:
    explicit KeyMaker(std::string_view kind)
    {
        encoder_.put(std::string_view{"swarmdesk.llm.cache.1"});
        encoder_.put(kind);
    }

    template <class T>
    KeyMaker& with(const T& part)
    {
        encoder_.put(part);
        return *this;
    }
    KeyMaker& with(const Scope& scope)
    {
        encoder_.put(scope.is_shared());
        encoder_.put(scope.tenant());
        return *this;
    }
    Key make() const { return Key{sha256(encoder_.bytes())}; }

private:
    Encoder encoder_;
};

Result<Key> key_of(const Context& context, const ModelCall& call)
{
    auto body = canonical_json(call.body, is_without_effect);
    if (!body) return body.error();
    return KeyMaker{"call"}
        .with(context.scope)
        .with(context.agent)
        .with(context.model_group)
        .with(context.prompt_version)
        .with(context.tools_hash)
        .with(context.data_version)
        .with(context.policy)
        .with(call.operation)
        .with(*body)
        .make();
}

Key key_of(const SharedAnalysis& analysis)
{
    return KeyMaker{"analysis"}
        .with(analysis.instrument())
        .with(analysis.timeframe())
        .with(analysis.candle_open_time())
        .with(analysis.prompt_version())
        .with(analysis.model_group())
        .make();
}

Key key_within(const Key& outer, std::string_view part)
{
    return KeyMaker{"within"}.with(outer.hash()).with(part).make();
}

Result<Hash> hash_tools(const boost::json::array& tools)
{
    const auto text = canonical_json(boost::json::value(tools));
    if (!text) return text.error();
    return sha256(*text);
}

bool is_without_effect(std::string_view field)
{
    constexpr std::array<std::string_view, 6> fields{"metadata", "safety_identifier", "store",
                                                     "stream",   "stream_options",    "user"};
    return std::ranges::find(fields, field) != fields.end();
}

}  // namespace swarmdesk::llm::cache
