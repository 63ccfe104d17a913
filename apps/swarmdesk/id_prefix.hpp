#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk_conversation.hpp"

/// \file
/// Ids as people type them: their first characters, where those mean one thing alone.
namespace swarmdesk::app {

/// Something that has an id, and what a person knows it by.
struct Identified {
    std::string id;
    std::string words;  ///< "BUY 0.02 BTCUSDT"; may be empty
};

/// The hexadecimal digits of what may be the beginning of an id, in small letters; none where it is a whole UUID, or no
/// such beginning: then it is to be taken as it is.
std::optional<std::string> prefix_digits(std::string_view typed);

/// Whether the id begins with these digits, hyphens aside.
bool begins_with(std::string_view id, std::string_view digits);

/// The one id that begins so. `malformed` where the beginning has fewer than four digits, or is of several: the
/// sentence lists them; `not_found` where it is of none. `kind` is the thing's name: "approval".
Result<std::string> resolve_prefix(const std::string& typed, const std::vector<Identified>& candidates,
                                   const std::string& kind);

/// What kind of thing an id is of, and so which list has it.
enum class IdOf { intent = 1, approval, token };

/// The whole id of what was typed, by the desk's lists: those that are open before those that are not. What is no
/// beginning of an id comes back as it is, and nothing is asked.
boost::asio::awaitable<api::ApiResult<std::string>> whole_id(api::ApiClient& client, IdOf of, std::string typed);

/// As `get` and `post`, of before + id + after: "/approvals/", "/approve".
Ask get_about(IdOf of, std::string typed, std::string before, std::string after);
Ask post_about(IdOf of, std::string typed, std::string before, std::string after, boost::json::object body);

}  // namespace swarmdesk::app
