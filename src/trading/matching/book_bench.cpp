#include <benchmark/benchmark.h>

#include <vector>

#include "trading/matching/book.hpp"

namespace {

using namespace swarmdesk::trading;
using namespace swarmdesk::trading::matching;

/// A fixed stream of pseudo-random numbers: the same work in every run.
class Draw {
public:
    std::uint64_t operator()(std::uint64_t below)
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_ % below;
    }

private:
    std::uint64_t state_ = 0x2545F4914F6CDD1D;
};

struct Operation {
    bool is_cancel = false;
    NewOrder order;
};

/// Half adds around a wandering middle, three tenths cancels of something recent, two tenths orders that take.
std::vector<Operation> make_operations(std::size_t count)
{
    Draw draw;
    std::vector<Operation> operations;
    operations.reserve(count);
    Ticks middle = 100'000;
    OrderId id = 0;
    while (operations.size() < count) {
        middle += static_cast<Ticks>(draw(3)) - 1;
        const auto what = draw(10);
        const Side side = draw(2) == 0 ? Side::buy : Side::sell;
        const Ticks direction = side == Side::buy ? -1 : 1;
        Operation operation;
        operation.order.id = ++id;
        operation.order.owner = static_cast<Owner>(1 + draw(1000));
        operation.order.side = side;
        operation.order.quantity = static_cast<Lots>(1 + draw(100));
        if (what < 5) {
            operation.order.price = middle + direction * static_cast<Ticks>(1 + draw(100));
        } else if (what < 8) {
            operation.is_cancel = true;
            operation.order.id = id > 2000 ? id - 1 - draw(2000) : 1;
        } else {
            operation.order.kind = Kind::immediate_or_cancel;
            operation.order.price = middle - direction * 20;
        }
        operations.push_back(operation);
    }
    return operations;
}

/// Adds, cancels and matches; items are operations.
void book_mix(benchmark::State& state)
{
    const auto operations = make_operations(1 << 18);
    std::vector<Execution> executions;
    executions.reserve(1 << 12);
    for (auto _ : state) {
        Book book;
        for (const Operation& operation : operations) {
            if (operation.is_cancel) {
                book.cancel(operation.order.id);
            } else {
                executions.clear();
                book.submit(operation.order, executions);
                benchmark::DoNotOptimize(executions.data());
            }
        }
        benchmark::DoNotOptimize(book.size());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * operations.size()));
}
BENCHMARK(book_mix)->Unit(benchmark::kMillisecond);

}  // namespace
