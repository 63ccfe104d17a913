#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "base/instant.hpp"

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

    /// A date, or a date and time in UTC.
    std::optional<UtcTime> time(std::string_view name);
    /// The days since 1970 of a date.
    std::optional<std::int64_t> day(std::string_view name);

    void refuse(std::string_view name, std::string detail);
    std::optional<Problem> finish();

private:
    const net::Query& query_;
    std::set<std::string, std::less<>> known_{"min_seq"};
    std::vector<Violation> violations_;
};

/// Days since 1970 of "2025-04-03".
std::optional<std::int64_t> parse_day(std::string_view text);

}  // namespace swarmdesk::api
