#include "support/desk_client.hpp"

namespace swarmdesk::testing {
namespace {

Answer to_answer(api::ApiResult<json::value> result)
{
    if (!result) {
        const api::ApiFailure& failure = result.error();
        if (failure.status == 0) throw NoAnswer{failure.code + ": " + failure.error.detail};
        return {.status = failure.status, .code = failure.code, .body = failure.problem};
    }
    return {.status = 200, .code = {}, .body = result->is_object() ? result->get_object() : json::object{}};
}

}  // namespace

std::string Answer::text(std::string_view key) const
{
    const json::value* value = body.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return std::string{value->get_string()};
}

DeskClient::DeskClient(Loop& loop, const std::string& url, Secret token)
    : loop_(loop), client_(loop.clock(), url, std::move(token))
{}

Awaitable<Answer> DeskClient::get(std::string path)
{
    auto result = co_await client_.get(std::move(path));
    co_return to_answer(std::move(result));
}

Awaitable<Answer> DeskClient::post(std::string path, json::object body)
{
    json::value value(std::move(body));  // braces would make it an array
    auto result = co_await client_.post(std::move(path), std::move(value));
    co_return to_answer(std::move(result));
}

Awaitable<std::vector<json::object>> DeskClient::list(std::string path)
{
    const Answer answer = co_await get(path);
    const json::value* items = answer.body.if_contains("items");
    if (!answer.is_ok() || items == nullptr) throw std::runtime_error{path + ": " + answer.code};
    std::vector<json::object> result;
    for (const json::value& item : items->as_array()) result.push_back(item.as_object());
    co_return result;
}

Awaitable<void> DeskClient::ready()
{
    const std::function<Awaitable<bool>()> is_ready = [this]() -> Awaitable<bool> {
        const Answer answer = co_await get("/readyz");
        co_return answer.is_ok();
    };
    co_await loop_.until("the desk to be ready", is_ready);
}

Awaitable<void> DeskClient::quote(std::string instrument, std::string bid, std::string ask)
{
    json::object body;
    body["bid"] = bid;
    body["ask"] = ask;
    const Answer answer = co_await post("/market/" + instrument + "/quote", std::move(body));
    if (!answer.is_ok()) throw std::runtime_error{"a quote was refused: " + answer.code};
}

Awaitable<json::object> DeskClient::intent(std::string id)
{
    const Answer answer = co_await get("/intents/" + id);
    if (!answer.is_ok()) throw std::runtime_error{"intent " + id + ": " + answer.code};
    co_return answer.body;
}

Awaitable<void> DeskClient::until_final(std::string id)
{
    const std::function<Awaitable<bool>()> is_final = [this, id]() -> Awaitable<bool> {
        const json::object found = co_await intent(id);
        co_return found.at("is_final").as_bool();
    };
    co_await loop_.until("the end of intent " + id, is_final);
}

Awaitable<void> DeskClient::until_state(std::string id, std::string state)
{
    const std::function<Awaitable<bool>()> is_there = [this, id, state]() -> Awaitable<bool> {
        const json::object found = co_await intent(id);
        co_return found.at("state").as_string() == state;
    };
    co_await loop_.until("intent " + id + " to be " + state, is_there);
}

std::string intent_id(std::uint64_t n, std::uint64_t family)
{
    return trading::IntentId::make_v7(utc_from_ms(1'750'000'000'000), family, n).to_string();
}

}  // namespace swarmdesk::testing
