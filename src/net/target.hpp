#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace swarmdesk::net {

/// The decoded parameters of a query string, in the order they came.
class Query {
public:
    struct Parameter {
        std::string name;
        std::string value;
    };

    static constexpr std::size_t parameters_max = 64;

    void add(std::string name, std::string value);
    /// The first parameter of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<Parameter>& parameters() const { return parameters_; }

private:
    std::vector<Parameter> parameters_;
};

/// What a request asks for, taken apart.
struct Target {
    std::string path;
    Query query;
};

/// Takes `/a%20b?x=1` apart. Strict where leniency is an attack: the path is UTF-8 without control characters, has no
/// empty, `.` or `..` segment, no encoded slash, no backslash; at most `Query::parameters_max` parameters. In the
/// query,
/// '+' means a space.
Result<Target> parse_target(std::string_view target);

}  // namespace swarmdesk::net
