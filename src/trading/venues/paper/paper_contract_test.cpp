#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "runtime/random.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/execution/venue_contract.hpp"
#include "trading/execution/venue_contract_stops.hpp"
#include "trading/venues/paper/paper_exchange.hpp"
#include "trading/venues/paper/testing.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;
using venues::OpenPaperVenue;
using venues::PaperVenue;

const AssetId coin{"BTC"};
const AssetId money{"USDT"};
const AccountId first{"first"};
const AccountId second{"second"};

/// What two exchanges may differ in.
struct Rules {
    const char* id;
    Decimal tick;
    Decimal lot;
    PaperVenue::Settings settings;
    bool has_journal;
};

class PaperUnderTest final : public VenueUnderTest {
public:
    explicit PaperUnderTest(Rules rules)
        : rules_(std::move(rules)),
          folder_{std::filesystem::temp_directory_path() / ("paper_contract_" + std::to_string(::getpid()))}
    {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open();
    }
    ~PaperUnderTest() override
    {
        close();
        std::filesystem::remove_all(folder_);
    }

    Venue& venue() override { return *venue_; }
    void send(const Order& order, const Hash& hash, std::uint64_t epoch) override { venue_->send(order, hash, epoch); }
    void run(nanoseconds duration) override
    {
        const MonotonicTime until = clock_.now().monotonic + duration;
        runtime::run_virtual(context_, clock_, until, [this] { return venue_->is_writing(); });
        clock_.advance_by(until - clock_.now().monotonic);
    }
    Instrument instrument() const override
    {
        return {.id = InstrumentId{VenueId{rules_.id}, Symbol{"BTCUSDT"}},
                .base = coin,
                .quote = money,
                .tick = Price{rules_.tick},
                .lot = Quantity{rules_.lot},
                .quantity_min = Quantity{rules_.lot},
                .quantity_max = Quantity{"1000"_dec},
                .notional_min = Amount{"5"_dec}};
    }
    std::vector<AccountId> accounts() const override { return {first, second}; }
    void quote(Price bid, Price ask) override
    {
        venue_->on_quote({.instrument = instrument().id,
                          .bid = bid,
                          .ask = ask,
                          .bid_size = Quantity{"5"_dec},
                          .ask_size = Quantity{"5"_dec}});
    }
    void deposit(const AccountId& account, const AssetId& asset, Amount amount) override
    {
        EXPECT_TRUE(venue_->deposit(account, asset, amount));
    }
    void withdraw(const AccountId& account, const AssetId& asset, Amount amount) override
    {
        EXPECT_TRUE(venue_->withdraw(account, asset, amount));
    }
    void lose_stream(const AccountId& account, nanoseconds duration) override
    {
        venue_->lose_stream(account, duration);
    }
    bool reopen() override
    {
        if (!rules_.has_journal) return false;
        open();
        return true;
    }

private:
    void open()
    {
        close();
        auto settings = rules_.settings;
        settings.exchange.id = VenueId{rules_.id};
        const venues::Balances balances{{coin, Amount{"100"_dec}}, {money, Amount{"100000"_dec}}};
        settings.exchange.initial_balances = {{first, balances}, {second, balances}};
        if (rules_.has_journal) settings.journal_path = (folder_ / "paper.journal").string();
        venue_ =
            std::make_unique<OpenPaperVenue>(context_.get_executor(), clock_, runtime::Random{1}, std::move(settings),
                                             venues::FaultScript{}, std::vector{instrument()});
    }
    void close()
    {
        if (!venue_) return;
        boost::asio::co_spawn(context_, venue_->stop(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
        run(0s);
        venue_.reset();
    }

    Rules rules_;
    std::filesystem::path folder_;
    boost::asio::io_context context_;
    runtime::VirtualClock clock_{utc_from_ms(1'700'000'000'000)};
    std::unique_ptr<OpenPaperVenue> venue_;
};

VenueFactory paper(Rules rules)
{
    return [rules] { return std::make_unique<PaperUnderTest>(rules); };
}

Rules near_and_forgetful()
{
    Rules rules{"paper", "0.01"_dec, "0.001"_dec, {}, false};
    return rules;
}

/// Far away, slow to settle, dear, coarse, with a memory for client ids and for everything else.
Rules far_and_strict()
{
    Rules rules{"strict", "0.5"_dec, "0.1"_dec, {}, true};
    rules.settings.latency_min = 20ms;
    rules.settings.latency_max = 180ms;
    rules.settings.receive_window = 5s;
    rules.settings.settle_delay = 21s;
    rules.settings.exchange.fees.usual = {"0"_dec, "40"_dec};
    rules.settings.exchange.remembers_client_ids = true;
    rules.settings.exchange.orders_per_10s = 100;
    return rules;
}

INSTANTIATE_TEST_SUITE_P(Paper, VenueContract, testing::Values(paper(near_and_forgetful()), paper(far_and_strict())));
INSTANTIATE_TEST_SUITE_P(Paper, VenueStopsContract,
                         testing::Values(paper(near_and_forgetful()), paper(far_and_strict())));

}  // namespace
}  // namespace swarmdesk::trading::execution
