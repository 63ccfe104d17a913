#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "llm/gateway.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

/// \file
/// A gateway in virtual time whose models are scripts in this process: what takes seconds takes none, and comes out the
/// same each time. For tests.

namespace swarmdesk::llm::testing {

using namespace std::chrono_literals;
namespace asio = boost::asio;

/// What became of one call.
struct Said {
    std::string words;
    std::string refusal;  ///< its code
    std::string message;  ///< its words
    std::uint16_t status = 200;
    std::string broke;  ///< the code of a stream that ended badly
    Particulars particulars;
    Usage usage;
    nanoseconds took{};
    bool is_over = false;
    runtime::TaskScope::TaskId task = 0;
};

inline settings::Deployment scripted(std::string id, std::string model)
{
    settings::Deployment deployment = settings::default_deployment(settings::ProviderKind::scripted);
    deployment.id = std::move(id);
    deployment.model = std::move(model);
    deployment.is_local = false;
    return deployment;
}

/// A group whose tiers hold one scripted model each, "a" first.
inline settings::ModelGroup group(std::string name, const std::vector<std::string>& models)
{
    settings::ModelGroup made;
    made.name = std::move(name);
    std::int32_t order = 0;
    for (const auto& model : models) {
        const std::string id = made.name + '-' + static_cast<char>('a' + order);
        made.tiers.push_back({++order, {scripted(id, model)}});
    }
    return made;
}

class TestGateway {
public:
    static constexpr UtcTime usual_beginning = utc_from_ms(1'750'000'000'000);

    explicit TestGateway(settings::GatewaySettings settings, keys::SpendingStore* spending = nullptr,
                         UtcTime beginning = usual_beginning, std::filesystem::path records = {})
        : clock(beginning),
          records_(DecisionLog::open({.file = std::move(records)}).value()),
          scope_(context_.get_executor(),
                 [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); })
    {
        settings.master_key = Secret{"sk-master"};
        gateway_ = std::make_unique<Gateway>(
            Gateway::Surroundings{context_.get_executor(), clock, random_, metrics, *records_, spending},
            std::move(settings));
    }
    ~TestGateway()
    {
        scope_.cancel_all();
        scope_.spawn(gateway_->stop(), "stop");
        context_.restart();
        run_virtual(context_, clock, clock.now().monotonic + 1s);
    }

    /// Starts a call; the result fills while time passes.
    std::shared_ptr<Said> call(std::string_view body, std::string_view key = "sk-master")
    {
        auto reading = doors::read_chat(body);
        EXPECT_TRUE(std::holds_alternative<doors::Asked>(reading)) << body;
        return call(std::get<doors::Asked>(std::move(reading)), key);
    }
    std::shared_ptr<Said> call(doors::Asked asked, std::string_view key)
    {
        auto said = std::make_shared<Said>();
        said->task = scope_.spawn(ask(std::move(asked), std::string{key}, said), "call");
        return said;
    }
    /// The caller goes away.
    void leave(const Said& said) { scope_.cancel(said.task); }
    void pass(nanoseconds duration)
    {
        context_.restart();
        run_virtual(context_, clock, clock.now().monotonic + duration);
    }
    Said ask_and_wait(std::string_view body, std::string_view key = "sk-master", nanoseconds patience = 10min)
    {
        return wait_for(call(body, key), patience);
    }
    Said wait_for(doors::Asked asked, std::string_view key) { return wait_for(call(std::move(asked), key), 10min); }
    Gateway& gateway() { return *gateway_; }

    runtime::VirtualClock clock;
    telemetry::Metrics metrics;

private:
    Said wait_for(const std::shared_ptr<Said>& said, nanoseconds patience)
    {
        const MonotonicTime until = clock.now().monotonic + patience;
        while (!said->is_over && clock.now().monotonic < until) pass(10ms);
        EXPECT_TRUE(said->is_over);
        return *said;
    }

    asio::awaitable<void> ask(doors::Asked asked, std::string key, std::shared_ptr<Said> said)
    {
        const MonotonicTime began = clock.now().monotonic;
        const auto caller = gateway_->recognise(key);
        EXPECT_TRUE(caller);
        auto asking = gateway_->ask(*caller, std::move(asked));
        Reply reply = co_await std::move(asking);
        said->particulars = reply.particulars;
        if (const auto* refusal = std::get_if<doors::Refusal>(&reply.outcome)) {
            said->refusal = refusal->code;
            said->message = refusal->message;
            said->status = refusal->status;
        } else if (const auto* answer = std::get_if<Answer>(&reply.outcome)) {
            said->words = words_of(answer->json, "message");
            said->usage = answer->usage;
        } else {
            auto listening = listen(*std::get<std::unique_ptr<ReplyStream>>(reply.outcome), *said);
            co_await std::move(listening);
        }
        said->took = clock.now().monotonic - began;
        said->is_over = true;
    }

    static asio::awaitable<void> listen(ReplyStream& stream, Said& said)
    {
        while (true) {
            Event event = co_await stream.next();
            if (const auto* chunk = std::get_if<Chunk>(&event)) said.words += words_of(chunk->json, "delta");
            if (const auto* failure = std::get_if<Failure>(&event)) said.broke = to_text(failure->kind);
            if (const auto* finished = std::get_if<Finished>(&event)) said.usage = finished->usage;
            if (!std::holds_alternative<Chunk>(event)) co_return;
        }
    }

    static std::string words_of(const std::string& text, const char* place)
    {
        const auto body = boost::json::parse(text);
        const auto& choices = body.at("choices").as_array();
        if (choices.empty()) return {};
        const auto* content = choices[0].at(place).as_object().if_contains("content");
        return content != nullptr && content->is_string() ? std::string{content->get_string()} : std::string{};
    }

    asio::io_context context_{1};
    runtime::Random random_{7};
    std::unique_ptr<DecisionLog> records_;
    std::unique_ptr<Gateway> gateway_;
    runtime::TaskScope scope_;
};

}  // namespace swarmdesk::llm::testing
