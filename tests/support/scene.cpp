#include "support/scene.hpp"

namespace swarmdesk::testing {
namespace {

constexpr nanoseconds quote_interval = std::chrono::milliseconds{200};
constexpr std::uint64_t attempts_max = 100;
const std::set<std::string> passing{"STALE_PRICE", "NO_PRICE", "RECONCILING"};  ///< denials of a moment

}  // namespace

Awaitable<void> Scene::play(DeskClient& desk, Play play)
{
    desk_ = &desk;
    std::exception_ptr failure;
    const auto keep_first = [&](const std::string&, std::exception_ptr error) {
        if (!failure) failure = std::move(error);
    };
    co_await quote();
    runtime::TaskScope market{loop_.executor(), [](const std::string&, std::exception_ptr) {}};
    market.spawn(keep_quoting(), "market");
    runtime::TaskScope actors{loop_.executor(), keep_first};
    actors.spawn(play(*this), "play");
    co_await actors.join();
    co_await market.stop();
    desk_ = nullptr;
    if (failure) std::rethrow_exception(failure);
}

Awaitable<void> Scene::keep_quoting()
{
    for (;;) {
        co_await loop_.clock().sleep(quote_interval);
        co_await quote();
    }
}

Awaitable<void> Scene::quote()
{
    for (const std::string& instrument : instruments_) co_await desk_->quote(instrument, bid_, ask_);
}

Awaitable<Scene::Proposed> Scene::propose(std::uint64_t n, json::object wish)
{
    if (!wish.contains("account")) wish["account"] = "paper";
    wish["instrument"] = "BTCUSDT";
    for (std::uint64_t attempt = 0; attempt < attempts_max; ++attempt) {
        Proposed proposed;
        proposed.id = intent_id(n * attempts_max + attempt, family_);
        wish["intent_id"] = proposed.id;
        proposed.answer = co_await desk_->post("/intents", wish);
        answered_[proposed.id] = proposed.answer;
        if (!passing.contains(proposed.answer.code)) co_return proposed;
        if (proposed.answer.code == "RECONCILING") co_await desk_->ready();
        co_await quote();
    }
    throw std::runtime_error{"no quote stays fresh long enough"};
}

Awaitable<void> Scene::approve_all()
{
    const auto waiting = co_await desk_->list("/approvals?limit=1000");
    const auto approve = [this](std::string id) -> Awaitable<void> {
        const std::string path = "/approvals/" + id + "/approve";
        const Answer answer = co_await desk_->post(path);
        // 409: somebody else was faster, or time was. 422, or 429 with a rate: the rails ran again and said no.
        if (!answer.is_ok() && answer.status != 409 && answer.status != 422 && answer.code != "RATE_LIMIT")
            throw std::runtime_error{path + ": " + answer.code};
    };
    std::vector<Awaitable<void>> tasks;
    for (const json::object& approval : waiting)
        tasks.push_back(approve(std::string{approval.at("approval_id").as_string()}));
    co_await loop_.all(std::move(tasks));
}

Awaitable<void> Scene::halt()
{
    json::object body;
    body["reason"] = "a test";
    const Answer answer = co_await desk_->post("/desk/halt", std::move(body));
    if (!answer.is_ok()) throw std::runtime_error{"the halt: " + answer.code};
    is_halt_answered_ = true;
}

Awaitable<void> Scene::move_price(std::string bid, std::string ask)
{
    bid_ = std::move(bid);
    ask_ = std::move(ask);
    co_await quote();
}

Awaitable<void> Scene::settle()
{
    const std::function<Awaitable<bool>()> is_settled = [this]() -> Awaitable<bool> {
        const auto open = co_await desk_->list("/intents?state=open&limit=1000");
        for (const json::object& intent : open) {
            const auto& state = intent.at("state").as_string();
            const bool rests = state == "ACCEPTED" || state == "PARTIALLY_FILLED" || state == "PENDING_APPROVAL";
            if (!rests || intent.at("is_cancel_requested").as_bool()) co_return false;
        }
        co_return true;
    };
    co_await loop_.until("everything to settle", is_settled);
}

json::object buy_for(std::string_view money)
{
    json::object wish;
    wish["side"] = "BUY";
    wish["type"] = "MARKET";
    wish["quote_quantity"] = json::string{money};
    return wish;
}

json::object buy_limit(std::string_view quantity, std::string_view price)
{
    json::object wish;
    wish["side"] = "BUY";
    wish["type"] = "LIMIT";
    wish["quantity"] = json::string{quantity};
    wish["limit_price"] = json::string{price};
    return wish;
}

json::object sell_stop(std::string_view quantity, std::string_view stop, std::string_view limit)
{
    json::object wish;
    wish["side"] = "SELL";
    wish["type"] = "STOP_LOSS_LIMIT";
    wish["quantity"] = json::string{quantity};
    wish["stop_price"] = json::string{stop};
    wish["limit_price"] = json::string{limit};
    wish["reduce_only"] = true;
    return wish;
}

std::vector<std::string> judge_scene(const storage::TemporaryFolder& folder, const Scene& scene,
                                     const Expectations& expectations)
{
    const History history = History::read(state_of(folder));
    std::vector<std::string> violations = judge(history, expectations);
    std::set<std::string> known;
    for (const auto& event : history.all<trading::execution::IntentProposed>())
        known.insert(event.intent.id.to_string());
    // Past the hour's budget of records a denial is answered and counted, and stands nowhere (RAILS 12).
    const std::size_t recorded = history.all<trading::execution::IntentDenied>().size();
    const bool is_budget_spent = recorded >= trading::risk::Limits{}.denials_per_hour_max;
    for (const auto& [id, answer] : scene.answered()) {
        if (answer.code == "LEDGER_DISK_FULL") {
            if (known.contains(id)) violations.push_back("I2: " + id + " was refused for want of room and is recorded");
            continue;
        }
        if (known.contains(id) || (is_budget_spent && answer.is_denial())) continue;
        violations.push_back("I2: " + id + " was answered and is not in the ledger");
    }
    const auto switches = history.all<trading::execution::DeskStateSet>();
    if (scene.is_halt_answered() && switches.empty()) violations.push_back("I8: the halt was answered and is lost");
    return violations;
}

}  // namespace swarmdesk::testing
