#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/names.hpp"

namespace swarmdesk::llm::litellm {

/// What became of a key in the file, from good to bad.
enum class Verdict {
    honoured = 1,  ///< means here what it means there
    repaired,      ///< written otherwise than documented, or taken in a narrower sense: the message says which
    unsupported,   ///< has no effect, and the message says why
    wrong,         ///< no sense can be made of it: the gateway must not start
};
constexpr auto enum_table(Verdict)
{
    return std::to_array<EnumName<Verdict>>({{Verdict::honoured, "honoured"},
                                             {Verdict::repaired, "repaired"},
                                             {Verdict::unsupported, "unsupported"},
                                             {Verdict::wrong, "wrong"}});
}

/// One key of the file.
struct Finding {
    std::string path;  ///< "model_list[0].order"
    int line = 0;      ///< from 1; of the map it is missing from, for a key that is not there
    Verdict verdict = Verdict::honoured;
    std::string message;  ///< a sentence; never a secret

    friend bool operator==(const Finding&, const Finding&) = default;
};

bool has_wrong(const std::vector<Finding>& findings);

/// How much of the good news is told.
enum class Verbosity {
    trouble = 1,  ///< unsupported and wrong
    changes,      ///< also repaired
    everything,
};

/// For a terminal: one group a verdict, the worst first, in each by line; columns aligned. A last line counts all.
/// Control characters are shown as `?`.
std::string render_findings(const std::vector<Finding>& findings, Verbosity verbosity);

/// `[{"path", "line", "verdict", "message"}]`, in the order given.
boost::json::array to_json(const std::vector<Finding>& findings);

}  // namespace swarmdesk::llm::litellm
