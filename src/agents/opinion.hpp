#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/names.hpp"

namespace swarmdesk::agents {

/// Which way an analyst thinks the price goes.
enum class Stance { bullish = 1, neutral, bearish };
constexpr auto enum_table(Stance)
{
    return std::to_array<EnumName<Stance>>(
        {{Stance::bullish, "bullish"}, {Stance::neutral, "neutral"}, {Stance::bearish, "bearish"}});
}

/// What a model said of a candle. The stance is one of three and the confidence a number; the words are foreign text,
/// for showing only: nothing reads them.
struct Opinion {
    Stance stance = Stance::neutral;
    std::int32_t confidence_percent = 0;  ///< 0 to 100
    std::string message;
};

inline constexpr std::size_t opinion_message_max = 300;  ///< characters

/// Takes a model's answer apart, strictly: one JSON object of exactly these three fields, a stance there is, a whole
/// number from 0 to 100, words without control or invisible characters. Anything else is an error: what has to be
/// guessed at cannot be acted on.
Result<Opinion> parse_opinion(std::string_view text);

/// The same as a JSON schema, for models that can be held to one.
boost::json::object opinion_schema();

}  // namespace swarmdesk::agents
