#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "notify/notice.hpp"
#include "notify/preferences.hpp"
#include "notify/push_encryption.hpp"
#include "runtime/background_writer.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::notify {

/// A browser that is pushed to, as long as the token it was made with holds.
struct StoredSubscription {
    std::string id;
    std::string user;
    std::string token_id;
    std::string url;
    PushReceiver receiver;
    std::string name;
    UtcTime created;
};

enum class SentState { queued = 1, delivered, failed };
constexpr auto enum_table(SentState)
{
    return std::to_array<EnumName<SentState>>(
        {{SentState::queued, "queued"}, {SentState::delivered, "delivered"}, {SentState::failed, "failed"}});
}

/// What was sent to one target of one person, and what became of it.
struct Sent {
    SentId id;
    std::string user;
    Kind kind = Kind::test;
    Way way = Way::push;
    std::string target;  ///< its name, for people
    std::string title;
    std::string body;
    std::uint64_t seq = 0;
    UtcTime time;
    SentState state = SentState::queued;
    std::string why;
    UtcTime updated;
};

inline constexpr std::size_t sent_per_user_max = 100;

/// `notifications.db` in the state folder, beside the users' file: who wants what, which browsers, what was sent, and
/// how far in the ledger people have been told. Read once; written by a thread of its own, so that a slow disk holds
/// nobody up. A file apart, so that whatever becomes of it nobody is shut out.
class Store {
public:
    struct Contents {
        std::map<std::string, Preferences> preferences;
        std::vector<StoredSubscription> subscriptions;
        std::vector<Sent> sent;  ///< oldest first
        std::uint64_t told_seq = 0;
    };
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder);
    /// Once, after `open`. What was under way when the desk ended is shown as failed. Blocks.
    Result<Contents> load();

    using Written = boost::asio::awaitable<Result<void>>;
    Written write(std::string user, Preferences preferences);
    Written write(StoredSubscription subscription);
    Written remove_subscription(std::string id);
    /// Together: what is about to be sent, and that the ledger has been told of up to `seq`.
    Written write(std::vector<Sent> sent, std::uint64_t seq);
    /// Nobody waits for these.
    void post_end(const Sent& sent);
    void post_removal(std::string subscription_id);

private:
    using Job = std::function<Result<void>(storage::Database&)>;
    explicit Store(storage::Database database);
    Written run(Job job);
    runtime::BackgroundWriter::Job in_transaction(Job job) const;
    Result<void> load_preferences(Contents& contents);
    Result<void> load_subscriptions(Contents& contents);
    Result<void> load_sent(Contents& contents);

    std::shared_ptr<storage::Database> database_;
    runtime::BackgroundWriter writer_;
};

}  // namespace swarmdesk::notify
