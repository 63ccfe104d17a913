#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "llm/chat.hpp"
#include "llm/degraded/labelled.hpp"

namespace swarmdesk::llm::degraded {

/// Something known without asking a model: a price, a position, the state of a breaker.
struct Fact {
    std::string name;
    std::string value;
};

/// The last answer to the same question, from when there was one.
struct LastGood {
    std::string answer_json;  ///< a whole `chat.completion`
    nanoseconds age{};
};

struct DegradedCall {
    Reason reason = Reason::all_tiers_failed;
    std::optional<LastGood> last_good;
    std::vector<Fact> facts;
    std::string id;  ///< of the answer
    UtcTime now;
};

struct DegradedSettings {
    std::size_t facts_max = 32;              ///< the first ones are shown
    std::size_t fact_bytes_max = 256;        ///< of a name and of a value; longer ones are cut
    std::size_t text_bytes_max = 64 * 1024;  ///< of the last good answer
};

/// What the last tier says: the text of the last good answer, else the facts; each behind a label nobody overlooks, in
/// the text itself and, for programs, as `"swarmdesk": {"degraded": true, "reason", "source", "age_seconds"}`. It is a
/// whole `chat.completion` of the model "degraded", which costs nothing. It never calls a tool: what a model wanted
/// done a while ago is not to be done now, so of an old answer only the words are taken, and one without words is none.
/// The label also makes it no JSON, so a caller that waits for an order in JSON gets none.
Degraded<Answer> degraded_answer(const DegradedCall& call, const DegradedSettings& settings = {});

}  // namespace swarmdesk::llm::degraded
