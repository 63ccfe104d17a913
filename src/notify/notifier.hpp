#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>

#include "net/http_client.hpp"
#include "notify/outbox.hpp"
#include "notify/settings.hpp"
#include "notify/store.hpp"
#include "notify/subscription.hpp"
#include "notify/vapid.hpp"
#include "runtime/channel.hpp"

namespace swarmdesk::notify {

/// Tells people who do not look at the page: by Web Push to their browsers, by webhooks to what the settings name. Who
/// may hear of what is the caller's to decide; how they want to hear it is kept here. What is told is on the disk
/// before it is sent, so that nothing is told twice; a disk that is slow or full keeps nobody from being told. Nothing
/// in here is waited for by whoever tells. One executor, the front's; await `stop()` before it dies.
class Notifier {
public:
    struct Options {
        Settings settings;
        std::filesystem::path folder;  ///< the state folder: notifications.db, push.key
        std::string own_url;           ///< "https://desk.example.com": the contact, where the settings name none
        std::uint64_t seed = 1;
        std::function<bool(const std::string& token_id)> is_token_valid;
        std::function<std::string()> page_url;  ///< "https://desk.example.com/"; may be empty
        std::function<void(const std::string& sentence)> warn;
        Outbox::Limits limits{};
    };
    /// Blocks. The clock is borrowed.
    static Result<std::unique_ptr<Notifier>> open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                  Options options);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    /// Begins to send; what was told before waits for it.
    void start();
    boost::asio::awaitable<void> stop();

    /// Those who are told anything beside the page: subscribed, or named by a webhook.
    std::set<std::string> recipients() const;
    /// Up to here in the ledger people have been told; also by the run before.
    std::uint64_t told_seq() const { return told_seq_; }
    /// Queues it for those users, each as they want it. What cannot be queued any more is dropped, and said once.
    void tell(Notice notice, std::set<std::string> users);

    // ----------------------------------------------------------------------------------------- of one person
    const Preferences& preferences(const std::string& user) const;
    boost::asio::awaitable<Result<void>> set_preferences(std::string user, Preferences preferences);

    std::string public_key() const { return vapid_.public_key(); }
    const EndpointPolicy& policy() const { return policy_; }
    /// The same browser takes the place of what it was. `limit_exceeded`: too many; `conflict`: another browser's.
    boost::asio::awaitable<Result<StoredSubscription>> subscribe(std::string user, std::string token_id,
                                                                 Subscription subscription);
    const StoredSubscription* find_subscription(const std::string& id) const;
    std::vector<const StoredSubscription*> subscriptions(const std::string& user) const;
    boost::asio::awaitable<Result<void>> unsubscribe(std::string id);
    /// The token has ended: at once nothing more goes to what it subscribed.
    void forget_token(const std::string& token_id);
    std::vector<const WebhookSettings*> webhooks(const std::string& user) const;

    /// Sends a test to everything of theirs: to how many. `limit_exceeded` if the last one was just now.
    Result<std::size_t> test(const std::string& user);
    /// The newest hundred, newest first.
    std::vector<Sent> sent(const std::string& user) const;

private:
    struct Told {
        Notice notice;
        std::set<std::string> users;
    };
    struct Delivery {
        std::string target;
        Parcel parcel;
    };
    Notifier(boost::asio::any_io_executor executor, runtime::Clock& clock, Options options, Vapid vapid,
             std::unique_ptr<Store> store);
    Result<void> load();
    boost::asio::awaitable<void> tell_each();
    std::vector<Delivery> deliveries(const Notice& notice, const std::set<std::string>& users, std::vector<Sent>& rows);
    boost::asio::awaitable<Attempt> send(std::string target, Parcel parcel);
    boost::asio::awaitable<Attempt> send_push(std::string id, Parcel parcel);
    boost::asio::awaitable<Attempt> send_webhook(std::string name, Parcel parcel);
    boost::asio::awaitable<Attempt> request(net::ClientRequest request, Receiver receiver, bool is_named);
    void on_end(const std::string& target, const Parcel& parcel, const Attempt& end);
    void drop_subscription(const std::string& id, const std::string& why);
    void remember(Sent sent);
    void warn(const std::string& sentence) const;

    runtime::Clock& clock_;
    Options options_;
    EndpointPolicy policy_;
    Vapid vapid_;
    std::unique_ptr<Store> store_;
    runtime::Random random_;
    net::HttpClient public_client_;
    net::HttpClient named_client_;
    std::map<std::string, Preferences> preferences_;
    std::map<std::string, StoredSubscription> subscriptions_;  ///< by id
    std::map<std::string, std::deque<Sent>> sent_;             ///< by user, newest first
    std::map<std::string, std::set<std::string>> topics_;      ///< by target: what was told there under a topic
    std::map<std::string, MonotonicTime> tested_;
    std::uint64_t told_seq_ = 0;
    bool has_overflowed_ = false;
    runtime::Channel<Told> told_{1000};
    Outbox outbox_;
    runtime::TaskScope tasks_;
};

}  // namespace swarmdesk::notify
