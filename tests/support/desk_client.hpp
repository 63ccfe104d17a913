#pragma once

#include <boost/json.hpp>
#include <stdexcept>

#include "api/api_client.hpp"
#include "support/loop.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::testing {

namespace json = boost::json;

/// The desk died, or was not there. What was asked may have happened.
class NoAnswer : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What the desk said to a request: its status, the problem's code if it was one, and the body.
struct Answer {
    std::uint16_t status = 200;  ///< of those that did not fail: any in the two hundreds
    std::string code;            ///< empty: no problem
    json::object body;

    bool is_ok() const { return code.empty(); }
    /// By the rails: it says which, and what was measured.
    bool is_denial() const { return body.contains("denial"); }
    std::string text(std::string_view key) const;
};

/// A user of the API.
class DeskClient {
public:
    DeskClient(Loop& loop, const std::string& url, Secret token);

    /// Throw NoAnswer where none came.
    Awaitable<Answer> get(std::string path);
    Awaitable<Answer> post(std::string path, json::object body = json::object());
    /// The `items` of a list. Throws unless it was answered.
    Awaitable<std::vector<json::object>> list(std::string path);
    /// Throws unless it is ready by the end of the loop's patience.
    Awaitable<void> ready();

    Awaitable<void> quote(std::string instrument, std::string bid, std::string ask);
    /// The intent's state and words.
    Awaitable<json::object> intent(std::string id);
    Awaitable<void> until_final(std::string id);
    Awaitable<void> until_state(std::string id, std::string state);

private:
    Loop& loop_;
    api::ApiClient client_;
};

/// The `n`th intent id of a test: the same in every run.
std::string intent_id(std::uint64_t n, std::uint64_t family = 7);

}  // namespace swarmdesk::testing
