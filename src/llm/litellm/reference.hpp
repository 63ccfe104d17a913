#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::llm::litellm {

/// Where references in the file lead. Nothing is read from the process by itself: the caller says what there is.
struct Surroundings {
    std::map<std::string, std::string> environment;
    /// The text of a file, for `file:/path`; absent: such references are wrong. The caller bounds the size.
    std::function<Result<std::string>(const std::string& path)> read_file;
};

/// A scalar after its references were followed.
struct Resolved {
    std::string text;
    bool was_reference = false;
    std::string repair;   ///< a sentence, when it was written otherwise than documented
    std::string missing;  ///< a sentence, when it led nowhere; `text` is empty then
};

/// Follows `os.environ/NAME` (LiteLLM's form), `file:/path` (ours), and by repair `${NAME}`, `${NAME:-otherwise}`
/// anywhere in the text and `$NAME` for the whole of it. Anything else is returned as it is. Names of variables are
/// told in the sentences, values never.
Resolved resolve(std::string_view text, const Surroundings& surroundings);

}  // namespace swarmdesk::llm::litellm
