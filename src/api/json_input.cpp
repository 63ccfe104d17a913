#include "api/json_input.hpp"

#include <algorithm>

namespace swarmdesk::api {
namespace {

namespace json = boost::json;

std::string pointer_to(std::string_view key)
{
    std::string pointer = "/";
    for (const char c : key) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

bool says_json(const net::Request& request)
{
    const auto type = request.headers.find("Content-Type");
    if (!type || request.headers.count("Content-Type") != 1) return false;
    const auto end = type->find(';');
    auto essence = type->substr(0, end);
    while (!essence.empty() && essence.back() == ' ') essence.remove_suffix(1);
    if (!net::equal_ignoring_case(essence, "application/json")) return false;
    if (end == std::string_view::npos) return true;
    auto parameter = type->substr(end + 1);
    while (!parameter.empty() && parameter.front() == ' ') parameter.remove_prefix(1);
    return net::equal_ignoring_case(parameter, "charset=utf-8");
}

}  // namespace

const json::value* JsonReader::find(std::string_view key, Need need)
{
    const bool is_first_look = known_.emplace(key).second;
    const json::value* field = object_.if_contains(key);
    if (field == nullptr && need == Need::required && is_first_look) refuse(key, "must be given");
    return field;
}

std::optional<std::string> JsonReader::text(std::string_view key, Need need)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return std::nullopt;
    if (const json::string* text = field->if_string()) return std::string{text->data(), text->size()};
    refuse(key, "must be a string");
    return std::nullopt;
}

std::optional<std::string> JsonReader::message(std::string_view key, Need need, std::size_t bytes_max)
{
    auto message = text(key, need);
    if (!message) return std::nullopt;
    if (message->size() > bytes_max) {
        refuse(key, "at most " + std::to_string(bytes_max) + " bytes");
    } else if (message->find_first_not_of(' ') == std::string::npos) {
        refuse(key, need == Need::required ? "must not be empty" : "must not be empty: leave it out, or say something");
    } else if (has_invisible(*message)) {
        refuse(key, "no control or invisible characters");
    } else {
        return message;
    }
    return std::nullopt;
}

std::optional<bool> JsonReader::boolean(std::string_view key, Need need)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return std::nullopt;
    if (const bool* value = field->if_bool()) return *value;
    refuse(key, "must be true or false");
    return std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(std::string_view key, Need need, std::int64_t min, std::int64_t max)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return std::nullopt;
    if (const auto* value = field->if_int64(); value != nullptr && *value >= min && *value <= max) return *value;
    refuse(key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::optional<std::vector<std::string>> JsonReader::texts(std::string_view key, Need need, std::size_t count_max)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return std::nullopt;
    const json::array* array = field->if_array();
    if (array == nullptr || array->size() > count_max ||
        !std::ranges::all_of(*array, [](const json::value& item) { return item.is_string(); })) {
        refuse(key, "must be a list of at most " + std::to_string(count_max) + " strings");
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const json::value& item : *array) texts.emplace_back(item.get_string().data(), item.get_string().size());
    return texts;
}

void JsonReader::refuse(std::string_view key, std::string detail)
{
    violations_.push_back({pointer_to(key), std::move(detail)});
}

const json::object* JsonReader::inner_object(std::string_view key, Need need)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return nullptr;
    if (const json::object* inner = field->if_object()) return inner;
    refuse(key, "must be an object");
    return nullptr;
}

const json::array* JsonReader::inner_array(std::string_view key, Need need, std::size_t count_max)
{
    const json::value* field = find(key, need);
    if (field == nullptr) return nullptr;
    const json::array* array = field->if_array();
    if (array != nullptr && array->size() <= count_max &&
        std::ranges::all_of(*array, [](const json::value& item) { return item.is_object(); }))
        return array;
    refuse(key, "must be a list of at most " + std::to_string(count_max) + " objects");
    return nullptr;
}

void JsonReader::take_violations(std::string_view key, JsonReader& inner)
{
    inner.refuse_unknown();
    // Of a list's item it has the number behind it, which is a step of its own.
    const auto slash = key.find('/');
    const std::string step = slash == std::string_view::npos
                                 ? pointer_to(key)
                                 : pointer_to(key.substr(0, slash)) + std::string{key.substr(slash)};
    for (Violation& violation : inner.violations_)
        violations_.push_back(
            {step + (violation.pointer == "/" ? "" : violation.pointer), std::move(violation.detail)});
}

void JsonReader::refuse_unknown()
{
    for (const auto& field : object_) {
        const std::string_view key{field.key().data(), field.key().size()};
        if (!known_.contains(key)) refuse(key, "there is no such field");
    }
}

std::optional<Problem> JsonReader::finish()
{
    refuse_unknown();
    if (violations_.empty()) return std::nullopt;
    return invalid_request(std::move(violations_));
}

OrProblem<json::object> read_body(const net::Request& request)
{
    if (!says_json(request))
        return Problem{.status = 415,
                       .code = "not_json",
                       .title = "The body is not declared as JSON",
                       .detail = "Send a JSON object with Content-Type: application/json."};
    auto value = parse_json(request.body);
    if (!value)
        return Problem{.status = value.error().code == Errc::limit_exceeded ? std::uint16_t{413} : std::uint16_t{400},
                       .code = "malformed_json",
                       .title = "The body is not acceptable JSON",
                       .detail = "Mend the body: " + value.error().detail + "."};
    json::object* object = value->if_object();
    if (object == nullptr) return invalid_request({{"", "must be a JSON object"}});
    return std::move(*object);
}

OrProblem<json::object> read_optional_body(const net::Request& request)
{
    if (request.body.empty()) return json::object{};
    return read_body(request);
}

std::optional<Problem> expect_no_fields(const net::Request& request)
{
    const auto body = read_optional_body(request);
    if (!body) return body.error();
    JsonReader in{*body};
    return in.finish();
}

}  // namespace swarmdesk::api
