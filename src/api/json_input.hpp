#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "base/decimal.hpp"
#include "base/ids.hpp"
#include "base/names.hpp"
#include "base/strict_json.hpp"

namespace swarmdesk::api {

/// Whether a field must be there.
enum class Need { required = 1, optional };

/// Takes the fields out of a JSON object, each as the type it must have, and collects everything that is wrong, so that
/// a caller mends it in one go. A getter gives nothing where the field is absent or wrong; `finish` tells which.
class JsonReader {
public:
    explicit JsonReader(const boost::json::object& object) : object_(object) {}

    template <class Tag>
    std::optional<Name<Tag>> name(std::string_view key, Need need)
    {
        return parsed(key, need, Name<Tag>::parse);
    }
    template <class Tag>
    std::optional<Uuid<Tag>> uuid(std::string_view key, Need need)
    {
        return parsed(key, need, Uuid<Tag>::parse);
    }
    template <class E>
    requires NamedEnum<E> std::optional<E> word(std::string_view key, Need need)
    {
        return parsed(key, need, from_text<E>);
    }
    /// Only a string is a decimal: a JSON number has already been through somebody's floating point.
    template <class Number>
    std::optional<Number> decimal(std::string_view key, Need need)
    {
        const boost::json::value* field = find(key, need);
        if (field != nullptr && field->is_number()) {
            refuse(key, "a decimal is a string: \"0.015\", not 0.015");
            return std::nullopt;
        }
        return parsed(key, need, Number::parse);
    }
    /// A sentence for a person: no control or invisible characters, which could make them look like something else.
    std::optional<std::string> message(std::string_view key, Need need, std::size_t bytes_max);
    std::optional<std::string> text(std::string_view key, Need need);
    std::optional<bool> boolean(std::string_view key, Need need);
    /// A whole number within the bounds.
    std::optional<std::int64_t> integer(std::string_view key, Need need, std::int64_t min, std::int64_t max);
    /// A list of at most `count_max` texts.
    std::optional<std::vector<std::string>> texts(std::string_view key, Need need, std::size_t count_max);

    /// Reads what is inside with a reader of its own; what is wrong there is told with the whole path.
    template <class Read>
    void object(std::string_view key, Need need, Read read)
    {
        if (const boost::json::object* inner = inner_object(key, need)) {
            JsonReader reader{*inner};
            read(reader);
            take_violations(key, reader);
        }
    }

    /// Reads each object of a list of at most `count_max`, as `object` does.
    template <class Read>
    void objects(std::string_view key, Need need, std::size_t count_max, Read read)
    {
        const boost::json::array* array = inner_array(key, need, count_max);
        if (array == nullptr) return;
        for (std::size_t i = 0; i < array->size(); ++i) {
            JsonReader reader{(*array)[i].get_object()};
            read(reader);
            take_violations(std::string{key} + '/' + std::to_string(i), reader);
        }
    }

    /// Something the types do not say is wrong with the field.
    void refuse(std::string_view key, std::string detail);
    bool has_refused() const { return !violations_.empty(); }
    /// What was wrong, unknown keys included. Call it once, after every getter.
    std::optional<Problem> finish();

private:
    const boost::json::value* find(std::string_view key, Need need);
    const boost::json::object* inner_object(std::string_view key, Need need);
    /// Null, and refused, unless all of it is objects.
    const boost::json::array* inner_array(std::string_view key, Need need, std::size_t count_max);
    void take_violations(std::string_view key, JsonReader& inner);
    void refuse_unknown();

    template <class Parse>
    auto parsed(std::string_view key, Need need, Parse parse) -> std::optional<typename decltype(parse({}))::value_type>
    {
        const auto raw = text(key, need);
        if (!raw) return std::nullopt;
        auto value = parse(*raw);
        if (value) return std::move(*value);
        refuse(key, value.error().detail);
        return std::nullopt;
    }

    const boost::json::object& object_;
    std::set<std::string, std::less<>> known_;
    std::vector<Violation> violations_;
};

/// The body of a request as a JSON object: 415 unless it says it is JSON, 400 where it is none.
OrProblem<boost::json::object> read_body(const net::Request& request);
/// The same, where no body at all means an empty object.
OrProblem<boost::json::object> read_optional_body(const net::Request& request);
/// What is wrong with a body that should have no field.
std::optional<Problem> expect_no_fields(const net::Request& request);

}  // namespace swarmdesk::api
