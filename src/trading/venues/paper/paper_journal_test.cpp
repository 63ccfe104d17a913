#include "trading/venues/paper/paper_journal.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "trading/venues/paper/paper_dump.hpp"
#include "trading/venues/paper/paper_exchange.hpp"

namespace swarmdesk::trading::venues {
namespace {

using namespace swarmdesk::literals;

Instrument bitcoin()
{
    return {.id = InstrumentId{"paper:BTCUSDT"},
            .base = AssetId{"BTC"},
            .quote = AssetId{"USDT"},
            .tick = Price{"0.01"_dec},
            .lot = Quantity{"0.001"_dec},
            .quantity_min = Quantity{"0.001"_dec},
            .quantity_max = Quantity{"50"_dec},
            .notional_min = Amount{"5"_dec}};
}

/// What an exchange went through in a short life: one batch of events for each request.
std::vector<PaperEvents> short_life(PaperExchange& exchange)
{
    std::vector<PaperEvents> batches;
    batches.push_back(exchange.open_accounts({1}));
    const auto quoted = [&](Decimal bid, Decimal ask) {
        batches.push_back(exchange.on_quote({.instrument = InstrumentId{"paper:BTCUSDT"},
                                             .bid = Price{bid},
                                             .ask = Price{ask},
                                             .bid_size = Quantity{"1"_dec},
                                             .ask_size = Quantity{"1"_dec}},
                                            {2}));
    };
    const auto place = [&](std::string_view id, OrderType type, Decimal quantity, std::optional<Price> price) {
        batches.push_back(exchange
                              .place({.client_order_id = ClientOrderId{id},
                                      .account = AccountId{"paper"},
                                      .instrument = InstrumentId{"paper:BTCUSDT"},
                                      .type = type,
                                      .quantity = Quantity{quantity},
                                      .limit_price = price},
                                     0, {3})
                              .events);
    };
    quoted("100"_dec, "100.10"_dec);
    place("a", OrderType::market, "0.5"_dec, std::nullopt);
    place("b", OrderType::limit, "2"_dec, Price{"99"_dec});
    place("c", OrderType::limit, "1"_dec, Price{"98"_dec});
    quoted("98.90"_dec, "99"_dec);
    batches.push_back(
        exchange.cancel(AccountId{"paper"}, InstrumentId{"paper:BTCUSDT"}, ClientOrderId{"c"}, {4}).events);
    std::erase_if(batches, [](const PaperEvents& events) { return events.empty(); });
    return batches;
}

class PaperJournalTest : public testing::Test {
protected:
    PaperJournalTest()
        : folder_{std::filesystem::temp_directory_path() /
                  ("paper_journal_" + std::to_string(::getpid()) + "_" +
                   testing::UnitTest::GetInstance()->current_test_info()->name())},
          path_{(folder_ / "paper.journal").string()}
    {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~PaperJournalTest() override { std::filesystem::remove_all(folder_); }

    Result<PaperState> open_and_close(std::uint64_t compact_size = 8 << 20) const
    {
        PaperState state;
        auto journal = PaperJournal::open({.path = path_, .compact_size = compact_size}, state);
        if (!journal) return journal.error();
        return state;
    }
    Bytes content() const
    {
        std::ifstream file{path_, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    void write(std::string_view bytes) const { std::ofstream{path_, std::ios::binary} << bytes; }

    std::filesystem::path folder_;
    std::string path_;
};

TEST_F(PaperJournalTest, AnExchangeComesBackByteForByte)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    {
        PaperState state;
        auto journal = PaperJournal::open({.path = path_}, state);
        ASSERT_TRUE(journal);
        EXPECT_TRUE(state.accounts().empty());
        for (const auto& batch : short_life(exchange)) ASSERT_TRUE((*journal)->write(batch));
    }
    const auto state = open_and_close();
    ASSERT_TRUE(state);
    EXPECT_EQ(encode(*state), encode(exchange.state()));
}

TEST_F(PaperJournalTest, ATailTornAtAnyByteGivesTheStateBeforeThatRequest)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    Bytes journal = journal_header();
    PaperState expected;
    std::vector<std::pair<std::size_t, Bytes>> whole{{0, encode(expected)}, {journal.size(), encode(expected)}};
    for (const auto& batch : short_life(exchange)) {
        journal += events_frame(batch);
        for (const PaperEvent& event : batch) ASSERT_TRUE(expected.apply(event));
        whole.emplace_back(journal.size(), encode(expected));
    }
    std::size_t at = 0;
    for (std::size_t size = 0; size <= journal.size(); ++size) {
        while (at + 1 < whole.size() && whole[at + 1].first <= size) ++at;
        const auto folded = fold_paper_journal(std::string_view{journal}.substr(0, size));
        ASSERT_TRUE(folded) << size;
        ASSERT_EQ(folded->size, whole[at].first) << size;
        ASSERT_EQ(encode(folded->state), whole[at].second) << size;
    }
}

TEST_F(PaperJournalTest, ATornTailIsCutOffAndWritingGoesOnAfterIt)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    const auto batches = short_life(exchange);
    for (const std::size_t left : {std::size_t{1}, std::size_t{11}, std::size_t{12}, std::size_t{20}}) {
        SCOPED_TRACE(left);
        write(journal_header() + events_frame(batches[0]) + events_frame(batches[1]).substr(0, left));
        PaperState state;
        {
            auto journal = PaperJournal::open({.path = path_}, state);
            ASSERT_TRUE(journal);
            ASSERT_TRUE((*journal)->write(batches[1]));
        }
        EXPECT_EQ(content(), journal_header() + events_frame(batches[0]) + events_frame(batches[1]));
    }
}

TEST_F(PaperJournalTest, ADamagedByteAnywhereIsNoticed)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    Bytes journal = journal_header();
    for (const auto& batch : short_life(exchange)) journal += events_frame(batch);
    for (std::size_t at = 0; at < journal.size(); ++at) {
        Bytes damaged = journal;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        const auto folded = fold_paper_journal(damaged);
        ASSERT_FALSE(folded) << at;
        ASSERT_EQ(folded.error().code, Errc::corrupt);
    }
}

TEST_F(PaperJournalTest, FramesThatDoNotFollowFromEachOtherAreCorrupt)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    const auto batches = short_life(exchange);
    EXPECT_FALSE(fold_paper_journal(journal_header() + events_frame(batches[1])));
    EXPECT_FALSE(fold_paper_journal(journal_header() + events_frame(batches[0]) + events_frame(batches[1]) +
                                    events_frame(batches[1])));
    EXPECT_FALSE(fold_paper_journal("something else entirely"));
}

TEST_F(PaperJournalTest, AJournalOfAnEarlierFormIsRefusedWithWhatToDo)
{
    const auto folded = fold_paper_journal("swdpapr2 and its frames");
    ASSERT_FALSE(folded);
    EXPECT_EQ(folded.error().code, Errc::corrupt);
    EXPECT_EQ(folded.error().detail,
              "the paper journal was written by an earlier build: begin with a new state folder");
}

TEST_F(PaperJournalTest, OpeningCompactsALargeJournalAndKeepsASmallOne)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    Bytes journal = journal_header();
    for (const auto& batch : short_life(exchange)) journal += events_frame(batch);
    write(journal);
    const std::uint64_t frames_size = journal.size() - journal_header().size();

    ASSERT_TRUE(open_and_close(frames_size));
    EXPECT_EQ(content(), journal);

    auto state = open_and_close(frames_size - 1);
    ASSERT_TRUE(state);
    EXPECT_EQ(content(), journal_header() + snapshot_frame(exchange.state()));
    EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));

    state = open_and_close(0);
    ASSERT_TRUE(state);
    EXPECT_EQ(encode(*state), encode(exchange.state()));
}

TEST_F(PaperJournalTest, WhatDeathDuringCompactingLeftBehindDoesNoHarm)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    Bytes journal = journal_header();
    for (const auto& batch : short_life(exchange)) journal += events_frame(batch);
    write(journal);
    std::ofstream{path_ + ".new"} << "half a snap";
    const auto state = open_and_close(0);
    ASSERT_TRUE(state);
    EXPECT_EQ(encode(*state), encode(exchange.state()));
    EXPECT_EQ(content(), journal_header() + snapshot_frame(exchange.state()));
}

TEST_F(PaperJournalTest, IsForItsOwnerAndOneProcessOnly)
{
    PaperState state;
    const auto first = PaperJournal::open({.path = path_}, state);
    ASSERT_TRUE(first);
    const auto second = PaperJournal::open({.path = path_}, state);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    struct stat status {};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(PaperJournalTest, CannotBeMadeWhereThereIsNoFolder)
{
    PaperState state;
    const auto journal = PaperJournal::open({.path = (folder_ / "none" / "paper.journal").string()}, state);
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, Errc::io);
}

TEST_F(PaperJournalTest, TheDumpShowsEveryOrderFillAndBalance)
{
    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    Bytes journal = journal_header();
    for (const auto& batch : short_life(exchange)) journal += events_frame(batch);
    write(journal);
    const auto text = dump_paper_journal(path_);
    ASSERT_TRUE(text);
    const auto dump = boost::json::parse(*text);
    EXPECT_EQ(dump, dump_paper_state(exchange.state()));
    const auto& orders = dump.at("orders").as_array();
    ASSERT_EQ(orders.size(), 3u);
    EXPECT_EQ(orders[0].at("order").at("client_order_id"), "a");
    EXPECT_EQ(orders[0].at("status"), "filled");
    EXPECT_EQ(orders[0].at("filled"), "0.5");
    EXPECT_EQ(orders[0].at("fills").at(0).at("fill").at("price"), "100.1");
    EXPECT_EQ(orders[2].at("status"), "canceled");
    EXPECT_EQ(dump.at("accounts").at("paper").at("BTC").at("free"),
              dump_paper_state(exchange.state()).at("accounts").at("paper").at("BTC").at("free"));
    EXPECT_FALSE(dump_paper_journal(path_ + ".none"));
}

}  // namespace
}  // namespace swarmdesk::trading::venues
