#include "trading/report/sieve.hpp"

namespace swarmdesk::trading::report {

using namespace execution;

namespace {

template <class... Events>
constexpr bool is_one_of(std::uint32_t kind)
{
    return ((kind == Events::kind) || ...);
}

}  // namespace

bool is_end(std::uint32_t kind)
{
    return is_one_of<IntentDenied, ApprovalDeclined, ApprovalExpired, OrderRejected, OrderClosed>(kind);
}

Result<Stamped> read_row(std::uint64_t seq, std::string_view chain, const Row& row)
{
    auto event = from_row(chain, row);
    if (!event) return Error{Errc::corrupt, "event " + std::to_string(seq) + ": " + event.error().detail};
    return event;
}

bool Sieve::needs(std::uint32_t former_or_current)
{
    const std::uint32_t kind = current_kind(former_or_current);
    return is_end(kind) || is_one_of<InstrumentListed, AccountOpened, FundsMoved, AssetLeftOut, AssetCountedIn,
                                     IntentProposed, ExposureReserved, OrderFilled, OrderSettled, RoundTripClosed,
                                     LimitsSet, AdjustmentMade, PricesMarked>(kind);
}

Result<void> Sieve::add(Input input, std::vector<Input>& passed)
{
    Row& row = input.row;
    const std::uint32_t kind = current_kind(row.kind);
    if (!needs(kind)) return {};
    // The subject of an event about an intent is the intent's id.
    if (kind == IntentProposed::kind) {
        std::string intent = row.subject;
        waiting_[std::move(intent)] = {std::move(input.chain), std::move(row), std::nullopt, false};
        return {};
    }
    if (kind == ExposureReserved::kind || is_end(kind)) {
        if (const auto found = waiting_.find(row.subject); found != waiting_.end()) {
            if (kind == ExposureReserved::kind)
                found->second.reserved = std::move(row);
            else if (kind == IntentDenied::kind)
                waiting_.erase(found);
            else
                end(row.subject);
            return {};
        }
    }
    if (kind == OrderFilled::kind || kind == OrderSettled::kind)
        if (auto before = pass_waiting(input.seq, row.subject, passed); !before) return before;
    passed.push_back(std::move(input));
    return {};
}

void Sieve::end(const std::string& intent)
{
    Waiting& waiting = waiting_.at(intent);
    if (std::exchange(waiting.has_ended, true)) return;
    ended_.push_back(intent);
    if (ended_.size() <= ended_kept) return;
    waiting_.erase(ended_.front());
    ended_.pop_front();
}

Result<void> Sieve::pass_waiting(std::uint64_t seq, const std::string& intent, std::vector<Input>& passed)
{
    const auto found = waiting_.find(intent);
    if (found == waiting_.end()) return {};
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    const auto pass = [&](Row& row) -> Result<void> {
        auto event = read_row(seq, waiting.chain, row);
        if (!event) return event.error();
        passed.push_back({seq, waiting.chain, std::move(row), std::make_unique<Stamped>(std::move(*event))});
        return {};
    };
    if (auto proposed = pass(waiting.proposed); !proposed) return proposed;
    return waiting.reserved ? pass(*waiting.reserved) : Result<void>{};
}

void Sieve::encode(Encoder& encoder) const
{
    encoder.put(waiting_);
    encoder.put(std::vector<std::string>{ended_.begin(), ended_.end()});
}

void Sieve::decode(Decoder& decoder)
{
    decoder.get(waiting_);
    std::vector<std::string> ended;
    decoder.get(ended);
    ended_.assign(ended.begin(), ended.end());
}

}  // namespace swarmdesk::trading::report
