#include "id_prefix.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "text_table.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiFailure;
using api::ApiResult;
using boost::asio::awaitable;

constexpr std::size_t digits_min = 4;
constexpr std::size_t listed_max = 8;  ///< of those that begin alike
constexpr int pages_max = 20;          ///< of a thousand rows each

std::string digits_of(std::string_view id)
{
    std::string digits;
    for (const char c : id)
        if (c != '-') digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return digits;
}

/// Where a kind of thing is listed, and how its rows are read.
struct Listing {
    const char* kind;
    const char* field;
    const char* command;        ///< that shows them
    std::size_t digits;         ///< of a whole id
    const char* open;           ///< the list that is asked first, to its end
    const char* all = nullptr;  ///< and if none there begins so: the newest of this one
};

Listing listing_of(IdOf of)
{
    switch (of) {
        case IdOf::intent:
            return {.kind = "intent",
                    .field = "intent_id",
                    .command = "intents",
                    .digits = 32,
                    .open = "/intents?limit=1000&state=open",
                    .all = "/intents?limit=1000"};
        case IdOf::approval:
            return {.kind = "approval",
                    .field = "approval_id",
                    .command = "approvals",
                    .digits = 32,
                    .open = "/approvals?limit=1000",
                    .all = "/approvals?limit=1000&state=all"};
        case IdOf::token: break;
    }
    return {.kind = "token", .field = "id", .command = "token list", .digits = 16, .open = "/tokens"};
}

std::string words_of(const json::object& row, IdOf of)
{
    if (of == IdOf::token) return field_of(row, "name") + " of " + field_of(row, "user");
    std::string amount;
    for (const char* field : {"quantity_max", "quantity", "quote_quantity"})
        if (row.contains(field) && amount.empty()) amount = field_of(row, field);
    return field_of(row, "side") + " " + amount + " " + field_of(row, "instrument");
}

/// What the list has, on so many pages at most.
awaitable<ApiResult<std::vector<Identified>>> listed(ApiClient& client, IdOf of, std::string path, int pages)
{
    const Listing listing = listing_of(of);
    std::vector<Identified> found;
    std::string page = path;
    for (int i = 0; i < pages; ++i) {
        const auto answer = co_await client.get(std::move(page));
        if (!answer) co_return answer.error();
        for (const json::value& row : answer->at("items").as_array())
            found.push_back({field_of(row.as_object(), listing.field), words_of(row.as_object(), of)});
        const json::value* next = answer->as_object().if_contains("next_before");
        if (next == nullptr) break;
        page = path + "&before=" + text_of(*next);
    }
    co_return found;
}

/// As the desk would say it of an id: of a wrong request, or of nothing of that name.
ApiFailure failure_of(const Error& error)
{
    constexpr std::uint16_t bad_request = 400;
    constexpr std::uint16_t not_found = 404;
    ApiFailure failure;
    failure.error = error;
    failure.status = error.code == Errc::not_found ? not_found : bad_request;
    failure.code = error.code == Errc::not_found ? "not_found" : "ambiguous_id";
    failure.problem = {{"status", failure.status}, {"code", failure.code}, {"detail", error.detail}};
    return failure;
}

awaitable<ApiResult<json::value>> read_about(ApiClient& client, IdOf of, std::string typed, std::string before,
                                             std::string after)
{
    auto id = co_await whole_id(client, of, std::move(typed));
    if (!id) co_return id.error();
    std::string path = before + *id + after;
    co_return co_await client.get(std::move(path));
}

awaitable<ApiResult<json::value>> send_about(ApiClient& client, IdOf of, std::string typed, std::string before,
                                             std::string after, json::object body)
{
    auto id = co_await whole_id(client, of, std::move(typed));
    if (!id) co_return id.error();
    std::string path = before + *id + after;
    json::value wanted(std::move(body));
    co_return co_await client.post(std::move(path), std::move(wanted));
}

}  // namespace

std::optional<std::string> prefix_digits(std::string_view typed)
{
    if (typed.empty() || trading::IntentId::parse(typed)) return std::nullopt;
    std::string digits = digits_of(typed);
    if (digits.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
    return digits;
}

bool begins_with(std::string_view id, std::string_view digits) { return digits_of(id).starts_with(digits); }

Result<std::string> resolve_prefix(const std::string& typed, const std::vector<Identified>& candidates,
                                   const std::string& kind)
{
    const auto digits = prefix_digits(typed);
    if (!digits) return typed;
    if (digits->size() < digits_min)
        return Error{Errc::malformed, typed + " is too short for the beginning of an id: type four characters or more"};
    std::vector<const Identified*> fitting;
    for (const Identified& candidate : candidates)
        if (begins_with(candidate.id, *digits)) fitting.push_back(&candidate);
    if (fitting.empty()) return Error{Errc::not_found, "no " + kind + " begins with " + typed};
    if (fitting.size() == 1) return fitting.front()->id;
    std::string sentence =
        std::to_string(fitting.size()) + " " + kind + "s begin with " + typed + ": type more of one, ";
    for (std::size_t i = 0; i < std::min(fitting.size(), listed_max); ++i)
        sentence += "\n  " + fitting[i]->id + "  " + fitting[i]->words;
    if (fitting.size() > listed_max) sentence += "\n  and " + std::to_string(fitting.size() - listed_max) + " more";
    return Error{Errc::malformed, sentence};
}

awaitable<ApiResult<std::string>> whole_id(ApiClient& client, IdOf of, std::string typed)
{
    const auto digits = prefix_digits(typed);
    if (!digits) co_return typed;
    const Listing listing = listing_of(of);
    if (digits->size() == listing.digits && of == IdOf::token) co_return typed;
    std::vector<Identified> candidates;
    if (digits->size() >= digits_min) {  // a shorter one is wrong whatever there is
        std::string open = listing.open;
        auto found = co_await listed(client, of, std::move(open), pages_max);
        if (!found) co_return found.error();
        candidates = std::move(*found);
    }
    auto id = resolve_prefix(typed, candidates, listing.kind);
    if (!id && id.error().code == Errc::not_found && listing.all != nullptr) {
        std::string all = listing.all;
        auto found = co_await listed(client, of, std::move(all), 1);
        if (!found) co_return found.error();
        id = resolve_prefix(typed, *found, listing.kind);
    }
    if (id) co_return std::move(*id);
    Error error = id.error();
    if (error.code == Errc::not_found) error.detail += std::string{"; `swarmdesk "} + listing.command + "` lists them";
    co_return failure_of(error);
}

Ask get_about(IdOf of, std::string typed, std::string before, std::string after)
{
    return [=](ApiClient& client) { return read_about(client, of, typed, before, after); };
}

Ask post_about(IdOf of, std::string typed, std::string before, std::string after, json::object body)
{
    return
        [=, body = std::move(body)](ApiClient& client) { return send_about(client, of, typed, before, after, body); };
}

}  // namespace swarmdesk::app
