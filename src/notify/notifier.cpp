#include "notify/notifier.hpp"

#include <algorithm>
#include <limits>

#include "base/base64url.hpp"
#include "notify/push_message.hpp"
#include "notify/webhook.hpp"
#include "runtime/deadline.hpp"

namespace swarmdesk::notify {

namespace asio = boost::asio;

namespace {

constexpr nanoseconds writing_max = std::chrono::seconds{2};
constexpr nanoseconds connect_timeout = std::chrono::seconds{5};
constexpr nanoseconds total_timeout = std::chrono::seconds{10};
constexpr nanoseconds test_interval = std::chrono::seconds{3};
constexpr std::size_t topics_max = 200;  ///< remembered of one target
constexpr std::size_t push_padding = 256;
constexpr std::string_view webhook_prefix = "webhook ";

bool is_same(const PushReceiver& a, const PushReceiver& b)
{
    return a.point == b.point && equal_in_constant_time(a.auth.expose(), b.auth.expose());
}

net::HttpClientSettings client_settings(const Settings& settings, net::Reach reach)
{
    net::HttpClientSettings client;
    client.tls.ca_file = settings.ca_file;
    client.reach = reach;
    return client;
}

std::string contact_of(const Notifier::Options& options)
{
    return options.settings.contact.empty() ? options.own_url : options.settings.contact;
}

}  // namespace

Notifier::Notifier(asio::any_io_executor executor, runtime::Clock& clock, Options options, Vapid vapid,
                   std::unique_ptr<Store> store)
    : clock_(clock),
      options_(std::move(options)),
      policy_(options_.settings.allowed_hosts),
      vapid_(std::move(vapid)),
      store_(std::move(store)),
      random_(runtime::Random{options_.seed}.fork("notify")),
      public_client_(clock, client_settings(options_.settings, net::Reach::public_internet)),
      named_client_(clock, client_settings(options_.settings, net::Reach::anywhere)),
      outbox_(executor, clock, random_.fork("outbox"), options_.limits,
              {.send = [this](std::string target, Parcel parcel) { return send(std::move(target), std::move(parcel)); },
               .on_end = [this](const std::string& target, const Parcel& parcel,
                                const Attempt& end) { on_end(target, parcel, end); },
               .on_overflow =
                   [this](const std::string&) {
                       warn("too many notifications wait for one target: the oldest are dropped");
                   }}),
      tasks_(executor, [this](const std::string&, std::exception_ptr) { warn("notifications have stopped"); })
{}

Notifier::~Notifier() = default;

Result<std::unique_ptr<Notifier>> Notifier::open(asio::any_io_executor executor, runtime::Clock& clock, Options options)
{
    auto store = Store::open(options.folder);
    if (!store) return store.error();
    auto vapid = Vapid::open(options.folder, contact_of(options));
    if (!vapid) return vapid.error();
    std::unique_ptr<Notifier> notifier{
        new Notifier{std::move(executor), clock, std::move(options), std::move(*vapid), std::move(*store)}};
    if (auto loaded = notifier->load(); !loaded) return loaded.error();
    return notifier;
}

Result<void> Notifier::load()
{
    auto contents = store_->load();
    if (!contents) return contents.error();
    preferences_ = std::move(contents->preferences);
    told_seq_ = contents->told_seq;
    for (StoredSubscription& one : contents->subscriptions) {
        // Judged anew: the settings may name other hosts today.
        const std::string id = one.id;
        if (policy_.judge(one.url)) subscriptions_.emplace(id, std::move(one));
    }
    for (Sent& one : contents->sent) remember(std::move(one));
    return {};
}

void Notifier::start() { tasks_.spawn(tell_each(), "tell"); }

asio::awaitable<void> Notifier::stop()
{
    told_.close();
    co_await tasks_.stop();
    co_await outbox_.stop();
}

std::set<std::string> Notifier::recipients() const
{
    std::set<std::string> users;
    for (const auto& [id, one] : subscriptions_) users.insert(one.user);
    for (const WebhookSettings& webhook : options_.settings.webhooks) users.insert(webhook.user);
    return users;
}

void Notifier::tell(Notice notice, std::set<std::string> users)
{
    told_seq_ = std::max(told_seq_, notice.seq);
    if (users.empty()) return;
    notice.make_presentable();
    Told told{std::move(notice), std::move(users)};
    const bool is_full = told_.try_push(std::move(told)) == runtime::Push::full;
    if (is_full && !has_overflowed_) warn("too many notifications at once: some are not sent");
    has_overflowed_ = is_full;
}

asio::awaitable<void> Notifier::tell_each()
{
    while (true) {
        auto told = co_await told_.pop();
        if (!told) co_return;
        std::vector<Sent> rows;
        std::vector<Delivery> outgoing = deliveries(told->notice, told->users, rows);
        if (outgoing.empty()) continue;
        for (const Sent& row : rows) remember(row);
        // First written, then sent: a desk that dies in between has told nobody twice.
        auto writing = store_->write(std::move(rows), told->notice.seq);
        const auto written = co_await runtime::with_deadline(std::move(writing), clock_, writing_max);
        if (!written) warn("notifications are sent but not recorded: " + written.error().detail);
        for (Delivery& one : outgoing) outbox_.push(one.target, std::move(one.parcel));
    }
}

std::vector<Notifier::Delivery> Notifier::deliveries(const Notice& notice, const std::set<std::string>& users,
                                                     std::vector<Sent>& rows)
{
    std::vector<Delivery> outgoing;
    const UtcTime now = clock_.now().utc;
    const auto shared = std::make_shared<const Notice>(notice);
    const auto add = [&](const std::string& user, Way way, const std::string& target, const std::string& name) {
        const Preferences& wishes = preferences(user);
        auto& topics = topics_[target];
        if (notice.is_follow_up) {
            if (topics.erase(notice.topic) == 0) return;
        } else if (!wishes.wants(notice.kind, way, now)) {
            return;
        } else if (!notice.topic.empty()) {
            if (topics.size() >= topics_max) topics.clear();
            topics.insert(notice.topic);
        }
        const SentId id = runtime::make_uuid<SentTag>(clock_, random_);
        const std::string& body = wishes.hides_amounts ? notice.body_discreet : notice.body;
        Sent row{.id = id, .user = user, .kind = notice.kind, .way = way};
        row.target = name;
        row.title = notice.title;
        row.body = body;
        row.seq = notice.seq;
        row.time = now;
        row.updated = now;
        rows.push_back(std::move(row));
        outgoing.push_back({target, {id, user, shared, body}});
    };
    for (const auto& [id, one] : subscriptions_)
        if (users.contains(one.user)) add(one.user, Way::push, id, one.name.empty() ? "browser" : one.name);
    if (notice.is_follow_up) return outgoing;  // a second message would replace nothing there
    for (const WebhookSettings& webhook : options_.settings.webhooks)
        if (users.contains(webhook.user))
            add(webhook.user, Way::webhook, std::string{webhook_prefix} + webhook.name, webhook.name);
    return outgoing;
}

asio::awaitable<Attempt> Notifier::send(std::string target, Parcel parcel)
{
    if (target.starts_with(webhook_prefix))
        return send_webhook(target.substr(webhook_prefix.size()), std::move(parcel));
    return send_push(std::move(target), std::move(parcel));
}

asio::awaitable<Attempt> Notifier::send_push(std::string id, Parcel parcel)
{
    const auto found = subscriptions_.find(id);
    if (found == subscriptions_.end())
        co_return Attempt{.end = Attempt::End::failed, .why = "the subscription was removed"};
    const StoredSubscription& one = found->second;
    if (!options_.is_token_valid(one.token_id))
        co_return Attempt{.end = Attempt::End::gone, .why = "its token has ended"};
    const auto endpoint = policy_.judge(one.url);
    const auto key = P256Key::make();
    if (!endpoint || !key) co_return Attempt{.end = Attempt::End::failed, .why = "nothing may be sent there"};
    const Notice& notice = *parcel.notice;
    const Bytes salt = runtime::os_random(push_salt_bytes);
    const PushSender sender{*key, salt};
    auto body = encrypt_push(push_text(notice, parcel.body), one.receiver, sender, push_padding);
    if (!body) co_return Attempt{.end = Attempt::End::failed, .why = body.error().detail};

    const UtcTime now = clock_.now().utc;
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(notice.useful_until() - now);
    net::ClientRequest out;
    out.method = net::Method::post;
    out.url = endpoint->url;
    out.content_type = "application/octet-stream";
    out.headers.add("Content-Encoding", "aes128gcm");
    out.headers.add("TTL", std::to_string(std::max<std::int64_t>(left.count(), 0)));
    const Urgency urgency = notice.is_follow_up ? Urgency::normal : defaults_of(notice.kind).urgency;
    out.headers.add("Urgency", to_text(urgency));
    if (const std::string topic = push_topic(notice.topic); !topic.empty()) out.headers.add("Topic", topic);
    out.headers.add("Authorization", vapid_.authorization(endpoint->origin, now));
    out.body = std::move(*body);
    auto asking = request(std::move(out), Receiver::push_service, endpoint->is_named);
    co_return co_await std::move(asking);
}

asio::awaitable<Attempt> Notifier::send_webhook(std::string name, Parcel parcel)
{
    const auto& all = options_.settings.webhooks;
    const auto found = std::ranges::find(all, name, &WebhookSettings::name);
    const auto endpoint = policy_.judge(found->url.expose());
    if (!endpoint) co_return Attempt{.end = Attempt::End::failed, .why = "nothing may be sent there"};
    const std::string page = options_.page_url ? options_.page_url() : std::string{};
    const WebhookMessage message{*parcel.notice, parcel.body, parcel.id, clock_.now().utc, page};
    auto asking = request(webhook_request(*found, message), Receiver::webhook, endpoint->is_named);
    co_return co_await std::move(asking);
}

/// Only the head of an answer is of interest. However long its body says it is, none of it is read or waited for.
asio::awaitable<Attempt> Notifier::request(net::ClientRequest out, Receiver receiver, bool is_named)
{
    out.connect_timeout = connect_timeout;
    out.total_timeout = total_timeout;
    out.response_bytes_max = std::numeric_limits<std::size_t>::max() / 2;
    auto asking = (is_named ? named_client_ : public_client_).open(std::move(out));
    auto answer = co_await std::move(asking);
    if (!answer) {
        const Error& error = answer.error().error;
        const bool is_final = error.code == Errc::forbidden || error.code == Errc::malformed;
        co_return Attempt{.end = is_final ? Attempt::End::failed : Attempt::End::again, .why = error.detail};
    }
    auto attempt = judge_answer(receiver, answer->status(), answer->headers().find("Retry-After"), clock_.now().utc);
    answer->leave();
    co_return attempt;
}

void Notifier::on_end(const std::string& target, const Parcel& parcel, const Attempt& end)
{
    for (Sent& row : sent_[parcel.user]) {
        if (row.id != parcel.id) continue;
        row.state = end.end == Attempt::End::delivered ? SentState::delivered : SentState::failed;
        row.why = end.why;
        row.updated = clock_.now().utc;
        store_->post_end(row);
        break;
    }
    if (end.end == Attempt::End::gone) drop_subscription(target, end.why);
}

void Notifier::drop_subscription(const std::string& id, const std::string& why)
{
    if (subscriptions_.erase(id) == 0) return;
    topics_.erase(id);
    store_->post_removal(id);
    outbox_.remove(id, why);
}

void Notifier::remember(Sent sent)
{
    auto& list = sent_[sent.user];
    list.push_front(std::move(sent));
    if (list.size() > sent_per_user_max) list.pop_back();
}

const Preferences& Notifier::preferences(const std::string& user) const
{
    static const Preferences none;
    const auto found = preferences_.find(user);
    return found == preferences_.end() ? none : found->second;
}

asio::awaitable<Result<void>> Notifier::set_preferences(std::string user, Preferences preferences)
{
    auto writing = store_->write(user, preferences);
    auto written = co_await std::move(writing);
    if (!written) co_return written.error();
    preferences_[user] = std::move(preferences);
    co_return Result<void>{};
}

asio::awaitable<Result<StoredSubscription>> Notifier::subscribe(std::string user, std::string token_id,
                                                                Subscription subscription)
{
    // One browser has one address: whoever signs in there last is told there, and nobody else any more. That it is the
    // same browser its keys show, which leave it for nobody but the desk.
    const auto same = std::ranges::find_if(
        subscriptions_, [&](const auto& entry) { return entry.second.url == subscription.endpoint.url; });
    const bool is_known = same != subscriptions_.end();
    const bool is_others = is_known && same->second.user != user;
    if (is_others && !is_same(same->second.receiver, subscription.receiver))
        co_return Error{Errc::conflict, "another user's browser is told there, and has other keys"};
    const std::string id = is_known && !is_others ? same->first : std::string{};
    if (id.empty() && subscriptions(user).size() >= options_.settings.subscriptions_per_user_max)
        co_return Error{Errc::limit_exceeded, "too many browsers are subscribed; remove one"};
    if (is_others) {
        const std::string former = same->second.user;
        warn("a browser at " + subscription.endpoint.host + " is told what concerns " + user +
             " from here on, and no longer what concerns " + former + ": " + user + " has signed in there");
        drop_subscription(std::string{same->first}, "somebody else has signed in there");
    }
    StoredSubscription one;
    one.id = id.empty() ? to_hex(runtime::os_random(8)) : id;
    one.user = std::move(user);
    one.token_id = std::move(token_id);
    one.url = subscription.endpoint.url;
    one.receiver = std::move(subscription.receiver);
    one.name = std::move(subscription.name);
    one.created = clock_.now().utc;
    subscriptions_.insert_or_assign(one.id, one);
    auto writing = store_->write(one);
    const auto written = co_await std::move(writing);
    if (!written) {
        drop_subscription(one.id, "it could not be recorded");
        co_return written.error();
    }
    co_return one;
}

const StoredSubscription* Notifier::find_subscription(const std::string& id) const
{
    const auto found = subscriptions_.find(id);
    return found == subscriptions_.end() ? nullptr : &found->second;
}

std::vector<const StoredSubscription*> Notifier::subscriptions(const std::string& user) const
{
    std::vector<const StoredSubscription*> theirs;
    for (const auto& [id, one] : subscriptions_)
        if (one.user == user) theirs.push_back(&one);
    return theirs;
}

asio::awaitable<Result<void>> Notifier::unsubscribe(std::string id)
{
    if (subscriptions_.erase(id) == 0) co_return Error{Errc::not_found, "there is no such subscription"};
    topics_.erase(id);
    outbox_.remove(id, "the subscription was removed");
    auto writing = store_->remove_subscription(std::move(id));
    co_return co_await std::move(writing);
}

void Notifier::forget_token(const std::string& token_id)
{
    std::vector<std::string> ended;
    for (const auto& [id, one] : subscriptions_)
        if (one.token_id == token_id) ended.push_back(id);
    for (const std::string& id : ended) drop_subscription(id, "its token has ended");
}

std::vector<const WebhookSettings*> Notifier::webhooks(const std::string& user) const
{
    std::vector<const WebhookSettings*> theirs;
    for (const WebhookSettings& webhook : options_.settings.webhooks)
        if (webhook.user == user) theirs.push_back(&webhook);
    return theirs;
}

Result<std::size_t> Notifier::test(const std::string& user)
{
    const Now now = clock_.now();
    const auto last = tested_.find(user);
    if (last != tested_.end() && now.monotonic - last->second < test_interval)
        return Error{Errc::limit_exceeded, "the last test was just now; wait three seconds"};
    const std::size_t count = subscriptions(user).size() + webhooks(user).size();
    if (count == 0) return count;
    tested_[user] = now.monotonic;
    Notice notice{.kind = Kind::test};
    notice.time = now.utc;
    notice.title = "Test";
    notice.body = notice.body_discreet = "Notifications of the desk reach you here.";
    notice.topic = "test";
    notice.path = "/settings";
    tell(std::move(notice), {user});
    return count;
}

std::vector<Sent> Notifier::sent(const std::string& user) const
{
    const auto found = sent_.find(user);
    if (found == sent_.end()) return {};
    return {found->second.begin(), found->second.end()};
}

void Notifier::warn(const std::string& sentence) const
{
    if (options_.warn) options_.warn(sentence);
}

}  // namespace swarmdesk::notify
