#include "trading/market/open_source.hpp"

#include "runtime/deadline.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;

asio::awaitable<Result<std::unique_ptr<BinanceSource>>> open_live(BinanceSource::Settings settings,
                                                                  runtime::Clock& clock, std::uint64_t seed)
{
    auto source = co_await BinanceSource::open(std::move(settings), clock, seed);
    if (!source) co_return source.error();
    if (auto answered = co_await (*source)->probe(); !answered) co_return answered.error();
    co_return std::move(*source);
}

OpenedSource opened(std::unique_ptr<Source> source, Kind kind)
{
    OpenedSource result{std::move(source), kind, nullptr, {}};
    result.words = result.source->description();
    return result;
}

}  // namespace

asio::awaitable<OpenedSource> select_source(Settings settings, runtime::Clock& clock)
{
    auto work = open_live(settings.binance, clock, settings.simulated.seed);
    auto live = co_await runtime::with_deadline(std::move(work), clock, settings.answer_timeout);
    if (live) co_return opened(std::move(*live), Kind::binance);
    auto result = opened(std::make_unique<SimulatedSource>(std::move(settings.simulated), clock), Kind::simulated);
    result.words = "live market data did not answer (" + to_string(live.error()) + "); using a " + result.words;
    co_return result;
}

asio::awaitable<Result<OpenedSource>> open_source(Settings settings, runtime::Clock& clock)
{
    switch (settings.kind) {
        case Kind::automatic: {
            auto selected = co_await select_source(std::move(settings), clock);
            co_return std::move(selected);
        }
        case Kind::simulated:
            co_return opened(std::make_unique<SimulatedSource>(std::move(settings.simulated), clock), settings.kind);
        case Kind::replay: {
            auto source = ReplaySource::open(std::move(settings.replay), clock);
            if (!source) co_return source.error();
            co_return opened(std::move(*source), settings.kind);
        }
        case Kind::manual: {
            auto source = std::make_unique<ManualSource>(std::move(settings.manual), clock);
            ManualSource* const manual = source.get();
            auto result = opened(std::move(source), settings.kind);
            result.manual = manual;
            co_return std::move(result);
        }
        case Kind::binance: {
            auto source = co_await BinanceSource::open(std::move(settings.binance), clock, settings.simulated.seed);
            if (!source) co_return source.error();
            co_return opened(std::move(*source), settings.kind);
        }
    }
    co_return Error{Errc::internal, "no such market"};
}

}  // namespace swarmdesk::trading::market
