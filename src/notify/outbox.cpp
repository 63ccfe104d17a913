#include "notify/outbox.hpp"

#include <algorithm>

namespace swarmdesk::notify {

namespace asio = boost::asio;

namespace {

Attempt failed(std::string why) { return {.end = Attempt::End::failed, .why = std::move(why)}; }

}  // namespace

Outbox::Outbox(asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Limits limits,
               Hooks hooks)
    : clock_(clock),
      random_(random),
      limits_(limits),
      hooks_(std::move(hooks)),
      tasks_(std::move(executor), [](const std::string&, std::exception_ptr) {})
{}

void Outbox::push(const std::string& name, Parcel parcel)
{
    Target& target = targets_[name];
    const auto same = std::ranges::find_if(target.queue, [&](const Parcel& waiting) {
        return !waiting.notice->topic.empty() && waiting.notice->topic == parcel.notice->topic;
    });
    if (same != target.queue.end()) {
        end(name, *same, failed("a newer one took its place before it was sent"));
        target.queue.erase(same);
    }
    if (target.queue.size() >= limits_.queued_max) {
        end(name, target.queue.front(), failed("dropped: too many waited for this target"));
        target.queue.pop_front();
        if (!std::exchange(target.has_overflowed, true) && hooks_.on_overflow) hooks_.on_overflow(name);
    }
    target.queue.push_back(std::move(parcel));
    if (target.current) return;
    if (std::ranges::find(ready_, name) == ready_.end()) ready_.push_back(name);
    pump();
}

void Outbox::remove(const std::string& name, const std::string& why)
{
    const auto found = targets_.find(name);
    if (found == targets_.end()) return;
    Target target = std::move(found->second);
    targets_.erase(found);
    std::erase(ready_, name);
    if (target.current) end(name, *target.current, failed(why));
    for (const Parcel& parcel : target.queue) end(name, parcel, failed(why));
}

std::size_t Outbox::queued(const std::string& name) const
{
    const auto found = targets_.find(name);
    return found == targets_.end() ? 0 : found->second.queue.size() + (found->second.current ? 1 : 0);
}

void Outbox::pump()
{
    while (under_way_ < limits_.under_way_max && !ready_.empty()) {
        const std::string name = std::move(ready_.front());
        ready_.pop_front();
        Target& target = targets_.at(name);
        if (!target.current) {
            target.current = std::move(target.queue.front());
            target.queue.pop_front();
            runtime::Backoff::Settings rests;
            rests.delay_min = limits_.rest_min;
            rests.delay_max = limits_.rest_max;
            rests.attempts_max = limits_.attempts_max - 1;
            target.backoff.emplace(rests);
        }
        ++under_way_;
        tasks_.spawn(deliver(name, *target.current), "deliver");
    }
}

bool Outbox::is_current(const std::string& name, const SentId& parcel) const
{
    const auto found = targets_.find(name);
    return found != targets_.end() && found->second.current && found->second.current->id == parcel;
}

asio::awaitable<void> Outbox::deliver(std::string name, Parcel parcel)
{
    Attempt attempt = failed("it was too late to be of use");
    if (is_current(name, parcel.id) && clock_.now().utc < parcel.notice->useful_until()) {
        try {
            auto sending = hooks_.send(name, parcel);
            attempt = co_await std::move(sending);
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) throw;
            attempt = failed("it could not be sent");
        } catch (const std::exception&) {
            attempt = failed("it could not be sent");
        }
    }
    --under_way_;
    if (is_current(name, parcel.id)) finish(name, std::move(attempt));
    pump();
}

void Outbox::finish(const std::string& name, Attempt attempt)
{
    Target& target = targets_.at(name);
    if (attempt.end == Attempt::End::again) {
        const auto backoff = target.backoff->on_failure(random_);
        const nanoseconds pause =
            std::max(backoff.value_or(nanoseconds{0}), attempt.retry_after.value_or(nanoseconds{0}));
        const bool is_in_time = clock_.now().utc + pause < target.current->notice->useful_until();
        if (backoff && is_in_time) {
            tasks_.spawn(rest(name, target.current->id, pause), "rest");
            return;
        }
        attempt.end = Attempt::End::failed;
        attempt.why += backoff ? "; no time was left to try again" : "; it was tried often enough";
    }
    const Parcel parcel = std::move(*target.current);
    target.current.reset();
    if (target.queue.empty())
        targets_.erase(name);
    else
        ready_.push_back(name);
    end(name, parcel, attempt);
}

asio::awaitable<void> Outbox::rest(std::string name, SentId parcel, nanoseconds duration)
{
    co_await clock_.sleep(duration);
    if (!is_current(name, parcel)) co_return;
    ready_.push_back(name);
    pump();
}

void Outbox::end(const std::string& name, const Parcel& parcel, const Attempt& attempt)
{
    if (hooks_.on_end) hooks_.on_end(name, parcel, attempt);
}

}  // namespace swarmdesk::notify
