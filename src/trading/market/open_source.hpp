#pragma once

#include "trading/market/binance_source.hpp"
#include "trading/market/manual_source.hpp"
#include "trading/market/replay_source.hpp"
#include "trading/market/simulated_source.hpp"

namespace swarmdesk::trading::market {

/// Which market the desk looks at.
enum class Kind {
    automatic = 1,  ///< live data if it answers in time, else a simulated market
    simulated,
    replay,
    manual,
    binance,
};
constexpr auto enum_table(Kind)
{
    return std::to_array<EnumName<Kind>>({{Kind::automatic, "auto"},
                                          {Kind::simulated, "simulated"},
                                          {Kind::replay, "replay"},
                                          {Kind::manual, "manual"},
                                          {Kind::binance, "binance"}});
}

struct Settings {
    Kind kind = Kind::automatic;
    nanoseconds answer_timeout = std::chrono::seconds{3};  ///< how long `auto` waits for live data
    SimulatedSource::Settings simulated;
    ReplaySource::Settings replay;
    ManualSource::Settings manual;
    BinanceSource::Settings binance;
};

/// A source and how it came to be the one.
struct OpenedSource {
    std::unique_ptr<Source> source;
    Kind kind = Kind::simulated;     ///< never `automatic`
    ManualSource* manual = nullptr;  ///< the source, where it is manual
    std::string words;               ///< "live data did not answer (…): the market is simulated"
};

/// Live public data if REST and stream both answer within `answer_timeout`, else simulated; says which, and why.
boost::asio::awaitable<OpenedSource> select_source(Settings settings, runtime::Clock& clock);

/// Opens the market the settings name. `clock` is borrowed until the source dies.
boost::asio::awaitable<Result<OpenedSource>> open_source(Settings settings, runtime::Clock& clock);

}  // namespace swarmdesk::trading::market
