#include "trading/matching/book.hpp"

#include <algorithm>

namespace swarmdesk::trading::matching {

Book::Book(std::uint32_t orders_max) : orders_max_(orders_max) { SWARMDESK_ASSERT(orders_max <= orders_bound); }

Submitted Book::submit(const NewOrder& order, std::vector<Execution>& executions)
{
    SWARMDESK_ASSERT(order.price > 0 && order.quantity > 0 && order.quantity <= lots_max);
    if (index_.find(order.id) != OrderIndex::none) return {SubmitOutcome::duplicate, 0};
    Levels& levels = side_of(opposite(order.side));
    if (order.kind == Kind::post_only && !levels.empty() && accepts(order, levels.back().price))
        return {SubmitOutcome::would_trade, 0};
    if (order.kind == Kind::fill_or_kill && !can_fill(order)) return {SubmitOutcome::expired, 0};

    Lots left = order.quantity;
    while (left > 0 && !levels.empty() && accepts(order, levels.back().price)) {
        Queue& level = levels.back();
        Node& maker = nodes_[level.oldest];
        if (order.owner != 0 && maker.owner == order.owner) return {SubmitOutcome::self_trade, order.quantity - left};
        const Lots quantity = std::min(left, maker.quantity);
        executions.push_back({maker.id, order.id, level.price, quantity});
        left -= quantity;
        if (quantity == maker.quantity) {
            remove(level.oldest);
        } else {
            maker.quantity -= quantity;
            level.quantity -= quantity;
        }
    }
    const Lots filled = order.quantity - left;
    if (left == 0) return {SubmitOutcome::filled, filled};
    if (order.kind != Kind::limit && order.kind != Kind::post_only) return {SubmitOutcome::expired, filled};
    if (size() == orders_max_) return {SubmitOutcome::full, filled};
    rest(order, left);
    return {SubmitOutcome::rested, filled};
}

std::optional<Lots> Book::cancel(OrderId id)
{
    const std::uint32_t at = index_.find(id);
    if (at == OrderIndex::none) return std::nullopt;
    const Lots left = nodes_[at].quantity;
    remove(at);
    return left;
}

std::optional<Lots> Book::reduce(OrderId id, Lots by)
{
    SWARMDESK_ASSERT(by > 0);
    const std::uint32_t at = index_.find(id);
    if (at == OrderIndex::none) return std::nullopt;
    Node& node = nodes_[at];
    if (by >= node.quantity) {
        remove(at);
        return 0;
    }
    node.quantity -= by;
    find_level(node.side, node.price)->quantity -= by;
    return node.quantity;
}

std::optional<Lots> Book::remaining(OrderId id) const
{
    const std::uint32_t at = index_.find(id);
    return at == OrderIndex::none ? std::nullopt : std::optional{nodes_[at].quantity};
}

std::vector<Book::Level> Book::depth(Side side, std::size_t levels_max) const
{
    const Levels& levels = side_of(side);
    std::vector<Level> result;
    result.reserve(std::min(levels_max, levels.size()));
    for (auto level = levels.rbegin(); level != levels.rend() && result.size() < levels_max; ++level)
        result.push_back({level->price, level->quantity, level->orders});
    return result;
}

/// An own order in the way stops the fill as it would stop the trading.
bool Book::can_fill(const NewOrder& order) const
{
    const Levels& levels = side_of(opposite(order.side));
    Lots left = order.quantity;
    for (auto level = levels.rbegin(); level != levels.rend() && accepts(order, level->price); ++level) {
        if (order.owner == 0) {
            left -= std::min(left, level->quantity);
        } else {
            for (std::uint32_t at = level->oldest; at != none && left > 0; at = nodes_[at].next) {
                if (nodes_[at].owner == order.owner) return false;
                left -= std::min(left, nodes_[at].quantity);
            }
        }
        if (left == 0) return true;
    }
    return false;
}

/// Where the level is, or where it belongs.
Book::Levels::iterator Book::find_level(Side side, Ticks price)
{
    Levels& levels = side_of(side);
    return std::lower_bound(levels.begin(), levels.end(), price,
                            [side](const Queue& level, Ticks wanted) { return is_better(side, wanted, level.price); });
}

void Book::rest(const NewOrder& order, Lots quantity)
{
    Levels& levels = side_of(order.side);
    auto level = find_level(order.side, order.price);
    if (level == levels.end() || level->price != order.price) level = levels.insert(level, Queue{.price = order.price});
    const std::uint32_t at = take_node();
    nodes_[at] = Node{.id = order.id,
                      .price = order.price,
                      .quantity = quantity,
                      .owner = order.owner,
                      .side = order.side,
                      .previous = level->youngest,
                      .next = none};
    (level->youngest == none ? level->oldest : nodes_[level->youngest].next) = at;
    level->youngest = at;
    level->quantity += quantity;
    ++level->orders;
    index_.insert(order.id, at);
}

void Book::remove(std::uint32_t at)
{
    Node& node = nodes_[at];
    const auto level = find_level(node.side, node.price);
    level->quantity -= node.quantity;
    --level->orders;
    (node.previous == none ? level->oldest : nodes_[node.previous].next) = node.next;
    (node.next == none ? level->youngest : nodes_[node.next].previous) = node.previous;
    if (level->orders == 0) side_of(node.side).erase(level);
    index_.erase(node.id);
    node.next = free_;
    free_ = at;
}

std::uint32_t Book::take_node()
{
    if (free_ == none) {
        nodes_.emplace_back();
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    const std::uint32_t at = free_;
    free_ = nodes_[at].next;
    return at;
}

}  // namespace swarmdesk::trading::matching
