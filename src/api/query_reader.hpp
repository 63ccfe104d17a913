#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"

namespace swarmdesk::api {

/// Takes the parameters out of a query string, as JsonReader takes fields out of a body: all violations at once, and
/// unknown or repeated parameters are refused. `min_seq` is known everywhere: every GET takes it (Api::answer).
class QueryReader {
public:
    explicit QueryReader(const net::Query& query) : query_(query) {}

    std::optional<std::string> text(std::string_view name);
    /// A whole number from `min` to `max`; `standard` where it is absent or wrong.
    std::uint64_t number(std::string_view name, std::uint64_t min, std::uint64_t max, std::uint64_t standard);
    std::optional<std::uint64_t> number(std::string_view name, std::uint64_t min, std::uint64_t max);

    void refuse(std::string_view name, std::string detail);
    std::optional<Problem> finish();

private:
    const net::Query& query_;
    std::set<std::string, std::less<>> known_{"min_seq"};
    std::vector<Violation> violations_;
};

}  // namespace swarmdesk::api
