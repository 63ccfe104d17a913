#pragma once

#include <memory>
#include <string>

#include "llm/attempt.hpp"

namespace swarmdesk::llm::scripted {

/// An attempt at a model inside this process that does what its name says (script.hpp). What needs a wire to go wrong
/// on ends as the failure an HTTP attempt would make of it.
std::unique_ptr<Attempt> make_scripted_attempt(runtime::Clock& clock, const ModelCall& call, std::string model,
                                               Patience patience);

}  // namespace swarmdesk::llm::scripted
