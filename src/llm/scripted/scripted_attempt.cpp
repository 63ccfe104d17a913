#include "llm/scripted/scripted_attempt.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "llm/scripted/answer_text.hpp"
#include "llm/scripted/script.hpp"
#include "llm/scripted/words.hpp"

namespace swarmdesk::llm::scripted {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

FailureKind kind_of(std::uint16_t status)
{
    switch (status) {
        case 400:
        case 422: return FailureKind::invalid;
        case 401:
        case 403: return FailureKind::unauthenticated;
        case 402: return FailureKind::out_of_budget;
        case 404: return FailureKind::model_missing;
        case 429:
        case 498: return FailureKind::rate_limited;
        case 503:
        case 529: return FailureKind::overloaded;
        default: return FailureKind::failed;
    }
}

/// What an HTTP attempt would have made of a fault on the wire, once it shows.
FailureKind kind_of(Fault fault)
{
    switch (fault) {
        case Fault::hang:
        case Fault::drip: return FailureKind::timed_out;
        case Fault::garbage:
        case Fault::wrong_type:
        case Fault::huge: return FailureKind::garbled;
        case Fault::stall: return FailureKind::stalled;
        case Fault::cut:
        case Fault::drop: return FailureKind::truncated;
        default: return FailureKind::failed;
    }
}

bool shows_later(Fault fault)
{
    return fault == Fault::cut || fault == Fault::drop || fault == Fault::stall || fault == Fault::error_later;
}

class ScriptedAttempt final : public Attempt {
public:
    ScriptedAttempt(runtime::Clock& clock, const ModelCall& call, std::string model, Patience patience)
        : clock_(clock),
          model_(std::move(model)),
          script_(Script::parse(model_)),
          operation_(call.operation),
          delivery_(call.delivery),
          patience_(patience),
          inputs_(count_inputs(call)),
          text_(script_ ? answer_text(*script_, call.body) : std::string{})
    {
        usage_.prompt_tokens = estimate_tokens(prompt_bytes(call));
    }

    asio::awaitable<Event> next() override
    {
        if (!script_) co_return Failure{FailureKind::invalid, script_.error().detail, 0, {}};
        if (!has_begun_) {
            auto beginning = begin();
            if (auto failure = co_await std::move(beginning)) co_return *failure;
        }
        if (delivery_ == Delivery::whole) {
            auto whole = answer();
            co_return co_await std::move(whole);
        }
        auto piece = speak();
        co_return co_await std::move(piece);
    }

private:
    static std::size_t count_inputs(const ModelCall& call)
    {
        const json::value* input = call.body.if_contains("input");
        return input != nullptr && input->is_array() ? input->get_array().size() : 1;
    }

    /// Sleeps, but no longer than there is patience for; false if that ran out.
    asio::awaitable<bool> wait(nanoseconds duration, nanoseconds patience)
    {
        const auto left = patience_.deadline - clock_.now().monotonic;
        const auto bound = std::min(patience, left);
        if (duration.count() > 0) co_await clock_.sleep(std::max(std::min(duration, bound), nanoseconds{0}));
        co_return duration < bound;
    }

    asio::awaitable<std::optional<Failure>> begin()
    {
        has_begun_ = true;
        const bool never = script_->fault == Fault::hang || script_->fault == Fault::drip;
        const auto latency = never ? nanoseconds::max() : script_->latency;
        const bool is_in_time = co_await wait(latency, patience_.first_token);
        if (!is_in_time) co_return Failure{FailureKind::timed_out, "no answer in time", 0, {}};
        if (script_->status != 200) {
            Failure failure{kind_of(script_->status), "scripted to fail", script_->status, {}};
            if (script_->retry_after.count() > 0) failure.retry_after = script_->retry_after;
            co_return failure;
        }
        const bool fails_now =
            script_->fault != Fault::none && (delivery_ == Delivery::whole || !shows_later(script_->fault));
        if (fails_now) co_return Failure{kind_of(script_->fault), "scripted to fail", 0, {}};
        co_return std::nullopt;
    }

    nanoseconds pause() const
    {
        return script_->rate == 0 ? nanoseconds{0} : nanoseconds{1'000'000'000} / script_->rate;
    }

    asio::awaitable<Event> answer()
    {
        const bool is_in_time = co_await wait(pause() * script_->tokens, patience_.first_token);
        if (!is_in_time) co_return Failure{FailureKind::timed_out, "no answer in time", 0, {}};
        Answer answer;
        answer.usage = usage_;
        json::object body;
        if (operation_ == Operation::chat) {
            answer.usage.completion_tokens = script_->tokens;
            body = frame("chat.completion");
            body["choices"] = json::array{json::object{
                {"index", 0}, {"message", {{"role", "assistant"}, {"content", text_}}}, {"finish_reason", "stop"}}};
        } else {
            body = embeddings();
        }
        body["usage"] = {{"prompt_tokens", answer.usage.prompt_tokens},
                         {"completion_tokens", answer.usage.completion_tokens},
                         {"total_tokens", answer.usage.total()}};
        answer.json = json::serialize(body);
        co_return answer;
    }

    json::object embeddings() const
    {
        json::array data;
        for (std::size_t number = 0; number < inputs_; ++number) {
            json::array vector(8, 0.0);
            vector[number % vector.size()] = 1.0;
            data.push_back(json::object{{"object", "embedding"}, {"index", number}, {"embedding", std::move(vector)}});
        }
        return {{"object", "list"}, {"model", model_}, {"data", std::move(data)}};
    }

    asio::awaitable<Event> speak()
    {
        if (shows_later(script_->fault) && said_ == script_->after) {
            const bool is_silent = script_->fault == Fault::stall;
            if (is_silent) static_cast<void>(co_await wait(nanoseconds::max(), patience_.between_tokens));
            co_return Failure{kind_of(script_->fault), "scripted to fail later", 0, {}};
        }
        if (is_finished_) co_return Finished{usage_};
        if (said_ == script_->tokens) {
            is_finished_ = true;
            usage_.completion_tokens = said_;
            co_return Chunk{chunk(json::object{}, "stop"), false, true};
        }
        const bool is_in_time = co_await wait(pause(), patience_.between_tokens);
        if (!is_in_time) co_return Failure{FailureKind::stalled, "the answer fell silent", 0, {}};
        json::object delta{{"content", word(said_)}};
        if (said_ == 0) delta["role"] = "assistant";
        ++said_;
        co_return Chunk{chunk(std::move(delta), nullptr), true, false};
    }

    json::object frame(std::string_view object) const
    {
        return {{"id", "chatcmpl-scripted"}, {"object", object}, {"created", 1'750'000'000}, {"model", model_}};
    }
    std::string chunk(json::object delta, const json::value& finish_reason) const
    {
        json::object body = frame("chat.completion.chunk");
        body["choices"] =
            json::array{json::object{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", finish_reason}}};
        return json::serialize(body);
    }

    runtime::Clock& clock_;
    const std::string model_;
    const Result<Script> script_;
    const Operation operation_;
    const Delivery delivery_;
    const Patience patience_;
    const std::size_t inputs_;
    const std::string text_;  ///< of an answer that comes whole
    Usage usage_;
    std::uint32_t said_ = 0;
    bool has_begun_ = false;
    bool is_finished_ = false;
};

}  // namespace

std::unique_ptr<Attempt> make_scripted_attempt(runtime::Clock& clock, const ModelCall& call, std::string model,
                                               Patience patience)
{
    return std::make_unique<ScriptedAttempt>(clock, call, std::move(model), patience);
}

}  // namespace swarmdesk::llm::scripted
