#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "llm/decision_record.hpp"
#include "llm/doors/openai.hpp"
#include "llm/keys/key_book.hpp"
#include "llm/keys/rate_limit.hpp"
#include "llm/keys/spending_store.hpp"
#include "llm/router.hpp"
#include "telemetry/metrics.hpp"

namespace swarmdesk::llm {

/// Who is calling, once his key was recognised. Only the gateway makes one, so nothing is answered for nobody.
class Caller {
public:
    const std::string& name() const { return name_; }
    const std::string& tenant() const { return tenant_; }
    /// Empty: none.
    std::string_view team() const { return key_ == nullptr ? std::string_view{} : key_->team; }

private:
    friend class Gateway;
    Caller() = default;
    std::string name_;
    std::string tenant_;
    std::shared_ptr<const keys::VirtualKey> key_;  ///< none: the operator's master key
};

/// What is said beside an answer, in its headers.
struct Particulars {
    std::string call_id;
    std::string cache = "off";  ///< off, miss, hit, semantic, coalesced, stale
    std::optional<nanoseconds> age;
    Provenance provenance;
    std::optional<Decimal> cost;  ///< USD; not yet known of a stream
    bool is_degraded = false;
    std::optional<keys::RateLimit::Gauge> requests;  ///< of the caller's limits or his team's, where there are such
    std::optional<keys::RateLimit::Gauge> tokens;
};

/// An answer as it comes: `Chunk`s, then `Finished` or `Failure`.
class ReplyStream {
public:
    virtual ~ReplyStream() = default;
    virtual boost::asio::awaitable<Event> next() = 0;
    /// The next of them if it has come already; not after the last.
    virtual std::optional<Event> ready() = 0;
};

struct Reply {
    std::variant<doors::Refusal, Answer, std::unique_ptr<ReplyStream>> outcome;
    Particulars particulars;
};

/// The model gateway: recognises callers, keeps them to their limits, answers what it knows, asks for what it does not,
/// and records each call. One executor; await `stop()` before it dies, when no reply is under way any more.
class Gateway {
public:
    struct Surroundings {
        boost::asio::any_io_executor executor;
        runtime::Clock& clock;
        runtime::Random& random;
        telemetry::Metrics& metrics;
        DecisionLog& records;
        keys::SpendingStore* spending = nullptr;  ///< null: what keys spend is forgotten with the gateway
    };
    Gateway(const Surroundings& surroundings, settings::GatewaySettings settings);
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;
    ~Gateway();

    /// Errors: `unauthenticated` for what is no key here, or not any more; `forbidden` for one that is blocked.
    Result<Caller> recognise(std::string_view key) const;
    boost::asio::awaitable<Reply> ask(const Caller& caller, doors::Asked asked);
    /// The models this caller may name.
    std::vector<std::string> models(const Caller& caller) const;
    /// What he has spent in his budget's window, in USD; nothing of the operator.
    Decimal spent(const Caller& caller) const;

    bool is_ready() const;  ///< whether any model can be asked
    boost::json::object status() const;
    const settings::GatewaySettings& settings() const;
    boost::asio::awaitable<void> stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::llm
