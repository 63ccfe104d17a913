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

Order plain(std::string_view id, Side side, OrderType type, Decimal quantity, std::optional<Price> price)
{
    return {.client_order_id = ClientOrderId{id},
            .account = AccountId{"paper"},
            .instrument = InstrumentId{"paper:BTCUSDT"},
            .side = side,
            .type = type,
            .quantity = Quantity{quantity},
            .limit_price = price};
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
        batches.push_back(exchange.place(plain(id, Side::buy, type, quantity, price), 0, {3}).events);
    };
    quoted("100"_dec, "100.10"_dec);
    place("a", OrderType::market, "0.5"_dec, std::nullopt);
    place("b", OrderType::limit, "2"_dec, Price{"99"_dec});
    place("c", OrderType::limit, "1"_dec, Price{"98"_dec});
    quoted("98.90"_dec, "99"_dec);
    batches.push_back(
        exchange.cancel(AccountId{"paper"}, InstrumentId{"paper:BTCUSDT"}, ClientOrderId{"c"}, {4}).events);
    Order both = plain("d", Side::sell, OrderType::oco, "0.4"_dec, Price{"110"_dec});
    both.stop_price = Price{"90"_dec};
    both.trailing_bp = 200;
    batches.push_back(exchange.place(both, 0, {5}).events);
    quoted("105"_dec, "105.10"_dec);
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

/// A journal, as hex, from before there were other orders than the first four types: a snapshot with a filled MARKET, a
/// resting LIMIT and a waiting STOP_LOSS_LIMIT order, then another of these, and the quote that half fills the first.
constexpr std::string_view journal_before =
    "7377647061707233df020000bda2f75cd2eff3770101057061706572020342544300c07a77b5b8903000000000000000000000c84e676d"
    "c11b0000000000000000045553445400002b25ca20349e2e00000000000000000028d9283b00e10400000000000000020342544300004e"
    "2ca6a40ff9ffffffffffffffff045553445400004de0d25195b60200000000000000010342544300406352bfc601000000000000000000"
    "02034254430000f44482916345000000000000000004555344540000a0dec5adc935360000000000000003010100000000000000000000"
    "000000000000016d05706170657205706170657207425443555344540101010000b2d3595bf00600000000000000000000034254430455"
    "5344540200010000b2d3595bf0060000000000000000000000000000000000000000000000000006010301310570617065720742544355"
    "5344540100009ac0a5a32a6d05000000000000000000b2d3595bf006000000000000000000004de0d25195b60200000000000000004063"
    "52bfc601000000000000000000034254430206020200000000000000000000000000000000016c05706170657205706170657207425443"
    "55534454010201000064a7b3b6e00d000000000000000001000028d9283b00e10400000000000000000342544304555344540100020000"
    "0000000000000000000000000000000028d9283b00e1040000000000000000060003030000000000000000000000000000000001730570"
    "6170657205706170657207425443555344540204010000c84e676dc11b00000000000000000100004814c6f00550050000000000000001"
    "0000acbb79a7e65d0500000000000000034254430455534454010103000000000000000000000000000000000000c84e676dc11b000000"
    "0000000000000600020105706170657201034254430000f44482916345000000000000000002020570617065720104555344540000a0de"
    "c5adc9353600000000000000020105706170657201040301057061706572074254435553445401007a000000e49fc62522b0cbd8020102"
    "040000000000000000000000000000000001770570617065720570617065720742544355534454020401000064a7b3b6e00d0000000000"
    "00000001000028d9283b00e104000000000000000100001c1eabcc6326050000000000000001034254430455534454000064a7b3b6e00d"
    "0000000000000000066b0000001eaf63cded72ff030202030304040570617065720742544355534454020003020000acbb79a7e65d0500"
    "000000000000000064a7b3b6e00d0000000000000000000000000000000000000000000000000080c3b8f9b75f01000000000000000004"
    "000000000000000000000000000000000000";
/// What that build made of it.
constexpr std::string_view state_before =
    "01057061706572020342544300c016d00102b02200000000000000000000c84e676dc11b00000000000000000455534454008013284a10"
    "bbfa3300000000000000000028d9283b00e1040000000000000002034254430000b2d3595bf006000000000000000004555344540000a1"
    "2459aaae58fdffffffffffffff020342544300406352bfc60100000000000000000004555344540080c3b8f9b75f010000000000000000"
    "02034254430000f44482916345000000000000000004555344540000a0dec5adc935360000000000000004010100000000000000000000"
    "000000000000016d05706170657205706170657207425443555344540101010000b2d3595bf00600000000000000000000034254430455"
    "5344540200010000b2d3595bf0060000000000000000000000000000000000000000000000000006010301310570617065720742544355"
    "5344540100009ac0a5a32a6d05000000000000000000b2d3595bf006000000000000000000004de0d25195b60200000000000000004063"
    "52bfc601000000000000000000034254430206020200000000000000000000000000000000016c05706170657205706170657207425443"
    "55534454010201000064a7b3b6e00d000000000000000001000028d9283b00e10400000000000000000342544304555344540100020000"
    "0000000000000000000000000000000028d9283b00e1040000000000000000060003030000000000000000000000000000000001730570"
    "6170657205706170657207425443555344540204010000c84e676dc11b00000000000000000100004814c6f00550050000000000000001"
    "0000acbb79a7e65d0500000000000000034254430455534454010005000064a7b3b6e00d0000000000000000000064a7b3b6e00d000000"
    "00000000000006010401320570617065720742544355534454020000acbb79a7e65d0500000000000000000064a7b3b6e00d0000000000"
    "0000000000acbb79a7e65d05000000000000000080c3b8f9b75f0100000000000000000455534454020404040000000000000000000000"
    "000000000001770570617065720570617065720742544355534454020401000064a7b3b6e00d000000000000000001000028d9283b00e1"
    "04000000000000000100001c1eabcc63260500000000000000034254430455534454010104000000000000000000000000000000000000"
    "64a7b3b6e00d0000000000000000000600020105706170657201034254430000f444829163450000000000000000020205706170657201"
    "04555344540000a0dec5adc935360000000000000002010570617065720106040105706170657207425443555344540200";

Bytes from_hex(std::string_view text)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes.push_back(static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1])));
    return bytes;
}

TEST_F(PaperJournalTest, AJournalFromBeforeThereWereOtherStopsReadsAndIsWrittenAsItWas)
{
    const auto folded = fold_paper_journal(from_hex(journal_before));
    ASSERT_TRUE(folded) << folded.error().detail;
    EXPECT_EQ(encode(folded->state), from_hex(state_before));
    const auto again = fold_paper_journal(journal_header() + snapshot_frame(folded->state));
    ASSERT_TRUE(again);
    EXPECT_EQ(encode(again->state), from_hex(state_before));

    PaperExchange exchange{PaperSettings{}, {bitcoin()}};
    ASSERT_TRUE(exchange.restore(again->state));
    EXPECT_EQ(exchange.next_awaited(InstrumentId{"paper:BTCUSDT"}, Price{"100"_dec}, Price{"80"_dec}), Price{"95"_dec})
        << "the second stop still waits";
    EXPECT_EQ(
        exchange.state().find(AccountId{"paper"}, InstrumentId{"paper:BTCUSDT"}, ClientOrderId{"w"})->stop_price(),
        Price{"95"_dec});
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
    ASSERT_EQ(orders.size(), 4u);
    EXPECT_EQ(orders[0].at("order").at("client_order_id"), "a");
    EXPECT_EQ(orders[0].at("status"), "filled");
    EXPECT_EQ(orders[0].at("filled"), "0.5");
    EXPECT_EQ(orders[0].at("fills").at(0).at("fill").at("price"), "100.1");
    EXPECT_EQ(orders[2].at("status"), "canceled");
    EXPECT_EQ(orders[3].at("order").at("stop_price"), "90");
    EXPECT_EQ(orders[3].at("moved_stop"), "102.9");
    EXPECT_FALSE(orders[0].as_object().contains("moved_stop"));
    EXPECT_EQ(dump.at("accounts").at("paper").at("BTC").at("free"),
              dump_paper_state(exchange.state()).at("accounts").at("paper").at("BTC").at("free"));
    EXPECT_FALSE(dump_paper_journal(path_ + ".none"));
}

}  // namespace
}  // namespace swarmdesk::trading::venues
