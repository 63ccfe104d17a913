#include "ledger/store_contract.hpp"

#include <gmock/gmock.h>

#include <map>

#include "ledger/chain.hpp"

namespace swarmdesk::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::uint64_t> seqs(const std::vector<Record>& records)
{
    std::vector<std::uint64_t> result;
    for (const auto& record : records) result.push_back(record.seq);
    return result;
}

Entry entry(std::uint32_t kind, std::string subject)
{
    return Entry{.kind = kind, .subject = std::move(subject), .time = {}, .payload = {}};
}

Batch one_entry(const std::string& chain, std::uint64_t epoch, std::uint64_t expected_number)
{
    Batch batch;
    batch.chains.push_back({ChainId{chain}, epoch, expected_number});
    batch.parts.push_back({0, entry(1, "s")});
    return batch;
}

void expect_conflict(const AppendResult& result, AppendConflict reason)
{
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::conflict);
    EXPECT_EQ(result.error().conflict, reason) << result.error().detail;
}

void expect_failed(const Error& error) { EXPECT_EQ(error.code, Errc::unavailable) << error.detail; }

TEST_P(StoreContract, GivesBackWhatWasAppendedWithItsPlaces)
{
    const std::vector<std::string> chains{"account.a", "account.b", "budgets"};
    const auto entries = make_entries(1, 50);
    EXPECT_EQ(writer->append(chains, entries).value(), (Appended{1, 50}));
    EXPECT_EQ(writer->append({"budgets"}, make_entries(51, 1)).value(), (Appended{51, 51}));
    const auto records = read_all();
    ASSERT_EQ(records.size(), 51u);
    Bytes scratch;
    std::map<std::string, std::pair<std::uint64_t, Hash>> places;
    for (const auto& chain : chains) places[chain] = {0, genesis_hash(chain)};
    for (std::size_t i = 0; i < records.size(); ++i) {
        SCOPED_TRACE(i);
        const Record& record = records[i];
        const auto expected = i < 50 ? entries[i] : make_entries(51, 1)[0];
        const auto chain = i < 50 ? chains[i % 3] : "budgets";
        auto& [number, hash] = places[chain];
        hash = hash_event(hash, view_of(i + 1, chain, ++number, expected), scratch);
        EXPECT_EQ(record.seq, i + 1);
        EXPECT_EQ(record.chain.to_string(), chain);
        EXPECT_EQ(record.number, number);
        EXPECT_EQ(record.entry.kind, expected.kind);
        EXPECT_EQ(record.entry.subject, expected.subject);
        EXPECT_EQ(record.entry.time, expected.time);
        EXPECT_EQ(record.entry.payload, expected.payload);
        EXPECT_EQ(record.hash, hash);
    }
    EXPECT_EQ(store->last_seq(), 51u);
    for (const Head& head : await(store->heads()).value()) {
        EXPECT_EQ(head.number, places[head.chain.to_string()].first);
        EXPECT_EQ(head.hash, places[head.chain.to_string()].second);
    }
}

TEST_P(StoreContract, ListsTheHeadsByName)
{
    EXPECT_THAT(await(store->heads()).value(), IsEmpty());
    const auto budgets = lease("budgets");
    const auto account = lease("account.a");
    EXPECT_TRUE(writer->append({"account.b"}, make_entries(1, 3)));
    const auto heads = await(store->heads()).value();
    ASSERT_THAT(heads, SizeIs(3));
    EXPECT_EQ(heads[0], (Head{ChainId{"account.a"}, account, 0, 0, genesis_hash("account.a")}));
    EXPECT_EQ(heads[1].chain, ChainId{"account.b"});
    EXPECT_EQ(heads[1].number, 3u);
    EXPECT_EQ(heads[1].seq, 3u);
    EXPECT_EQ(heads[2], (Head{ChainId{"budgets"}, budgets, 0, 0, genesis_hash("budgets")}));
}

TEST_P(StoreContract, ContinuesAfterReopening)
{
    const std::vector<std::string> chains{"a", "b"};
    EXPECT_TRUE(writer->append(chains, make_entries(1, 7)));
    const auto before = read_all();
    const auto heads = await(store->heads()).value();
    reopen();
    EXPECT_EQ(await(store->heads()).value(), heads);
    EXPECT_EQ(store->last_seq(), 7u);
    EXPECT_EQ(writer->append(chains, make_entries(8, 2)).value(), (Appended{8, 9}));
    const auto after = read_all();
    ASSERT_EQ(after.size(), 9u);
    EXPECT_EQ(after[6].hash, before[6].hash);
    EXPECT_EQ(after[7].number, 5u);
    EXPECT_EQ(after[8].number, 4u);
}

TEST_P(StoreContract, RefusesEveryEpochButTheNewest)
{
    const auto first = lease("a");
    const auto second = lease("a");
    EXPECT_GT(second, first);
    for (const auto epoch : {std::uint64_t{0}, first, second + 1}) {
        SCOPED_TRACE(epoch);
        expect_conflict(await(store->append(one_entry("a", epoch, 0))), AppendConflict::stale_epoch);
    }
    EXPECT_EQ(store->last_seq(), 0u);
    EXPECT_TRUE(await(store->append(one_entry("a", second, 0))));
    expect_conflict(await(store->append(one_entry("a", first, 1))), AppendConflict::stale_epoch);
    EXPECT_EQ(store->last_seq(), 1u);
}

TEST_P(StoreContract, RefusesAChainNobodyHasLeased)
{
    expect_conflict(await(store->append(one_entry("a", 0, 0))), AppendConflict::stale_epoch);
    expect_conflict(await(store->append(one_entry("a", 1, 0))), AppendConflict::stale_epoch);
    EXPECT_THAT(await(store->heads()).value(), IsEmpty());
}

TEST_P(StoreContract, FencesOffTheLeaseOfBeforeAReopening)
{
    const auto before = lease("a");
    const auto other = lease("b");
    reopen();
    // Unclaimed, the old lease still holds: nobody else writes.
    EXPECT_TRUE(await(store->append(one_entry("a", before, 0))));
    const auto after = lease("a");
    EXPECT_GT(after, other);
    expect_conflict(await(store->append(one_entry("a", before, 1))), AppendConflict::stale_epoch);
    EXPECT_TRUE(await(store->append(one_entry("a", after, 1))));
}

TEST_P(StoreContract, LeasesManyChainsAtOnceUnderOneEpoch)
{
    const auto old = lease("b");
    std::vector<ChainId> chains{ChainId{"b"}, ChainId{"a"}};
    const auto epoch = await(store->acquire(std::move(chains))).value();
    EXPECT_GT(epoch, old);
    EXPECT_TRUE(await(store->append(one_entry("a", epoch, 0))));
    EXPECT_TRUE(await(store->append(one_entry("b", epoch, 0))));
}

TEST_P(StoreContract, RefusesAnotherNumberThanTheNext)
{
    const auto epoch = lease("a");
    EXPECT_TRUE(await(store->append(one_entry("a", epoch, 0))));
    EXPECT_TRUE(await(store->append(one_entry("a", epoch, 1))));
    for (const std::uint64_t expected : {0u, 1u, 3u}) {
        SCOPED_TRACE(expected);
        expect_conflict(await(store->append(one_entry("a", epoch, expected))), AppendConflict::unexpected_number);
    }
    EXPECT_EQ(store->last_seq(), 2u);
    EXPECT_TRUE(await(store->append(one_entry("a", epoch, 2))));
}

TEST_P(StoreContract, AppendsNothingOfABatchOneOfWhoseChainsIsRefused)
{
    const auto a = lease("a");
    const auto b = lease("b");
    for (const bool is_stale : {false, true}) {
        Batch batch;
        batch.chains.push_back({ChainId{"a"}, a, 0});
        batch.chains.push_back({ChainId{"b"}, is_stale ? b - 1 : b, is_stale ? 0u : 1u});
        batch.parts.push_back({0, entry(1, "s")});
        batch.parts.push_back({1, entry(1, "s")});
        expect_conflict(await(store->append(std::move(batch))),
                        is_stale ? AppendConflict::stale_epoch : AppendConflict::unexpected_number);
        EXPECT_THAT(read_all(), IsEmpty());
        EXPECT_EQ(store->last_seq(), 0u);
    }
    EXPECT_FALSE(store->failure().has_value());
    EXPECT_EQ(await(store->append(one_entry("a", a, 0))).value(), (Appended{1, 1}));
}

TEST_P(StoreContract, AppendsNothingWhenThereIsNothing)
{
    const auto epoch = lease("a");
    Batch batch;
    batch.chains.push_back({ChainId{"a"}, epoch, 0});
    const auto appended = await(store->append(batch)).value();
    EXPECT_GT(appended.first_seq, appended.last_seq);
    EXPECT_EQ(store->last_seq(), 0u);
    batch.chains[0].expected_number = 1;
    expect_conflict(await(store->append(batch)), AppendConflict::unexpected_number);
}

TEST_P(StoreContract, TakesSeveralAppendsAtOnceInTheirOrder)
{
    const auto epoch = lease("a");
    std::vector<std::shared_ptr<std::optional<AppendResult>>> results;
    for (std::uint64_t i = 0; i < 20; ++i) results.push_back(begin(store->append(one_entry("a", epoch, i))));
    run_all();
    for (std::uint64_t i = 0; i < 20; ++i) {
        ASSERT_TRUE(results[i]->has_value());
        EXPECT_EQ((*results[i])->value(), (Appended{i + 1, i + 1}));
    }
}

TEST_P(StoreContract, RefusesWhatFollowsOnARefusedAppend)
{
    const auto epoch = lease("a");
    const auto first = begin(store->append(one_entry("a", epoch, 0)));
    const auto refused = begin(store->append(one_entry("a", epoch - 1, 1)));
    const auto follower = begin(store->append(one_entry("a", epoch, 2)));
    const auto other = begin(store->append(one_entry("a", epoch, 1)));
    run_all();
    EXPECT_EQ((*first)->value(), (Appended{1, 1}));
    expect_conflict(**refused, AppendConflict::stale_epoch);
    expect_conflict(**follower, AppendConflict::unexpected_number);
    EXPECT_EQ((*other)->value(), (Appended{2, 2}));
}

TEST_P(StoreContract, LeasesInTheOrderOfTheAppends)
{
    const auto old = lease("a");
    std::vector<ChainId> chains{ChainId{"a"}};
    const auto before = begin(store->append(one_entry("a", old, 0)));
    const auto leased = begin(store->acquire(std::move(chains)));
    const auto after = begin(store->append(one_entry("a", old, 1)));
    run_all();
    EXPECT_TRUE((*before)->has_value());
    EXPECT_GT((*leased)->value(), old);
    expect_conflict(**after, AppendConflict::stale_epoch);
}

TEST_P(StoreContract, ShowsAReaderABatchWholeOrNotAtAll)
{
    const std::vector<std::string> chains{"a", "b"};
    writer->chain("a");
    writer->chain("b");
    for (std::uint64_t round = 0; round < 10; ++round) {
        const auto appended = begin(store->append(writer->batch(chains, make_entries(round * 10, 10))));
        Query query;
        query.limit = 1000;
        const auto seen = begin(store->read(std::move(query)));
        run_all();
        ASSERT_TRUE((*appended)->has_value());
        const auto& records = (*seen)->value();
        EXPECT_EQ(records.size() % 10, 0u);
        EXPECT_GE(records.size(), round * 10);
    }
    EXPECT_EQ(read_all().size(), 100u);
}

TEST_P(StoreContract, ReadsBetweenTwoPlacesBySubjectKindAndChain)
{
    Batch batch;
    batch.chains.push_back(writer->chain("x"));
    batch.chains.push_back(writer->chain("y"));
    batch.parts = {{0, entry(1, "a")}, {1, entry(2, "a")}, {0, entry(1, "b")},
                   {1, entry(2, "")},  {0, entry(1, "a")}, {1, entry(3, "b")}};
    ASSERT_TRUE(await(store->append(std::move(batch))));
    struct Case {
        const char* name;
        Query query;
        std::vector<std::uint64_t> expected;
    };
    for (const Case& c : {
             Case{"everything", {}, {1, 2, 3, 4, 5, 6}},
             Case{"after", {.after_seq = 4}, {5, 6}},
             Case{"after the last", {.after_seq = 6}, {}},
             Case{"after what no ledger has", {.after_seq = UINT64_MAX}, {}},
             Case{"before", {.before_seq = 3}, {1, 2}},
             Case{"before the first", {.before_seq = 1}, {}},
             Case{"before what no ledger has", {.before_seq = UINT64_MAX}, {1, 2, 3, 4, 5, 6}},
             Case{"between", {.after_seq = 2, .before_seq = 5}, {3, 4}},
             Case{"limit", {.after_seq = 1, .limit = 2}, {2, 3}},
             Case{"limit of none", {.limit = 0}, {}},
             Case{"newest first", {.order = Order::newest_first}, {6, 5, 4, 3, 2, 1}},
             Case{"newest page", {.order = Order::newest_first, .limit = 2}, {6, 5}},
             Case{"the page before", {.before_seq = 5, .order = Order::newest_first, .limit = 2}, {4, 3}},
             Case{"newest after", {.after_seq = 3, .order = Order::newest_first}, {6, 5, 4}},
             Case{"subject", {.subject = "a"}, {1, 2, 5}},
             Case{"subject, newest first", {.order = Order::newest_first, .limit = 2, .subject = "a"}, {5, 2}},
             Case{"no subject", {.subject = ""}, {4}},
             Case{"kind", {.kind = 2}, {2, 4}},
             Case{"subject and kind", {.after_seq = 1, .subject = "a", .kind = 1}, {5}},
             Case{"chain", {.chain = ChainId{"x"}}, {1, 3, 5}},
             Case{
                 "chain, newest first", {.before_seq = 6, .order = Order::newest_first, .chain = ChainId{"y"}}, {4, 2}},
             Case{"chain and subject", {.subject = "a", .chain = ChainId{"y"}}, {2}},
             Case{"all of it", {.subject = "b", .kind = 3, .chain = ChainId{"y"}}, {6}},
             Case{"no such subject", {.subject = "c"}, {}},
             Case{"no such chain", {.chain = ChainId{"z"}}, {}},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(seqs(read(c.query)), c.expected);
    }
    const auto find = [&](const char* subject, std::uint32_t kind) {
        const auto found = await(store->find_first(subject, kind)).value();
        return found ? found->seq : 0;
    };
    EXPECT_EQ(find("b", 3), 6u);
    EXPECT_EQ(find("a", 1), 1u);
    EXPECT_EQ(find("a", 3), 0u);
    EXPECT_EQ(find("c", 1), 0u);
}

TEST_P(StoreContract, ReadsNoMoreThanItsBound)
{
    ASSERT_TRUE(writer->append({"a"}, make_entries(1, read_limit_max + 1)));
    Query query;
    query.limit = SIZE_MAX;
    EXPECT_EQ(read(std::move(query)).size(), read_limit_max);
}

TEST_P(StoreContract, WalksEverythingInOrder)
{
    const auto entries = make_entries(1, 30);
    ASSERT_TRUE(writer->append({"a", "b"}, entries));
    for (const auto check : {Check::order, Check::chain})
        for (const std::uint64_t after : {0u, 1u, 29u, 30u, 31u}) {
            auto seq = after;
            const auto count = [&](const Record& record) -> Result<void> {
                EXPECT_EQ(record.seq, ++seq);
                EXPECT_EQ(record.chain.to_string(), seq % 2 == 1 ? "a" : "b");
                EXPECT_EQ(record.number, (seq + 1) / 2);
                EXPECT_EQ(record.entry.payload, entries[seq - 1].payload);
                return {};
            };
            EXPECT_TRUE(store->for_each(after, check, count));
            EXPECT_EQ(seq, std::max<std::uint64_t>(after, 30));
        }
    int calls = 0;
    const auto stopped = store->for_each(0, Check::order, [&](const Record&) -> Result<void> {
        if (++calls == 3) return Error{Errc::cancelled, "enough"};
        return {};
    });
    EXPECT_EQ(stopped.error(), (Error{Errc::cancelled, "enough"}));
    EXPECT_EQ(calls, 3);
}

TEST_P(StoreContract, KeepsSnapshotsOfEachChainAndFoldAndOfAll)
{
    ASSERT_TRUE(writer->append({"a", "b"}, make_entries(1, 10)));
    const auto latest = [&](const char* chain, const char* fold = "") {
        auto found = await(store->latest_snapshot(ChainId{chain}, fold)).value();
        EXPECT_THAT(found.damaged, IsEmpty());
        return found.snapshot;
    };
    const auto save = [&](const char* chain, std::uint64_t number, const char* bytes, const char* fold = "") {
        Snapshot snapshot{ChainId{chain}, fold, number, bytes};
        return await(store->save_snapshot(std::move(snapshot)));
    };
    for (const char* chain : {"a", "b", "", "nowhere"}) EXPECT_EQ(latest(chain), std::nullopt);
    EXPECT_TRUE(save("a", 3, "a after three"));
    EXPECT_TRUE(save("a", 5, "a after five"));
    EXPECT_TRUE(save("a", 4, "a after four"));  // late, and not the newest
    EXPECT_TRUE(save("b", 0, "b before all"));
    EXPECT_TRUE(save("", 10, "all"));
    EXPECT_TRUE(save("", 10, "all, again"));
    for (const std::uint64_t number : {6, 8, 9}) EXPECT_TRUE(save("", number, "another's", "view"));
    EXPECT_EQ(latest("a", "view"), std::nullopt);
    for (const bool is_reopened : {false, true}) {
        if (is_reopened) reopen();
        EXPECT_EQ(latest("a"), (Snapshot{ChainId{"a"}, {}, 5, "a after five"}));
        EXPECT_EQ(latest("b"), (Snapshot{ChainId{"b"}, {}, 0, "b before all"}));
        EXPECT_EQ(latest(""), (Snapshot{ChainId{}, {}, 10, "all, again"}));
        EXPECT_EQ(latest("", "view"), (Snapshot{ChainId{}, "view", 9, "another's"}));
    }
    EXPECT_EQ(save("a", 6, "of the future").error().code, Errc::not_found);
    EXPECT_EQ(save("", 11, "of the future").error().code, Errc::not_found);
    EXPECT_EQ(save("nowhere", 0, "of nothing").error().code, Errc::not_found);
    EXPECT_EQ(latest("a")->number, 5u);
    EXPECT_FALSE(store->failure().has_value());
}

TEST_P(StoreContract, SignsCheckpointsWithAndWithoutEvents)
{
    EXPECT_TRUE(await(store->checkpoint({1})));
    ASSERT_TRUE(writer->append({"a", "b"}, make_entries(1, 4)));
    EXPECT_TRUE(await(store->checkpoint({2})));
    EXPECT_TRUE(await(store->checkpoint({3})));
    EXPECT_EQ(store->last_seq(), 4u);
}

TEST_P(StoreContract, StaysFailedOnceItHasFailed)
{
    ASSERT_TRUE(writer->append({"a"}, make_entries(1, 3)));
    EXPECT_FALSE(store->failure().has_value());
    const auto epoch = writer->chain("a").epoch;
    harness->fail_next_write();
    const auto failed = begin(store->append(one_entry("a", epoch, 3)));
    const auto follower = begin(store->append(one_entry("a", epoch, 4)));
    run_all();
    expect_failed((*failed)->error());
    EXPECT_EQ((*failed)->error().conflict, std::nullopt);
    expect_failed((*follower)->error());
    EXPECT_TRUE(store->failure().has_value());

    expect_failed(await(store->append(one_entry("a", epoch, 3))).error());
    std::vector<ChainId> chains{ChainId{"a"}};
    expect_failed(await(store->acquire(std::move(chains))).error());
    expect_failed(await(store->checkpoint({1})).error());
    Snapshot snapshot{ChainId{"a"}, {}, 3, "state"};
    expect_failed(await(store->save_snapshot(std::move(snapshot))).error());

    EXPECT_EQ(store->last_seq(), 3u);
    EXPECT_EQ(read_all().size(), 3u);
    reopen();
    EXPECT_FALSE(store->failure().has_value());
    EXPECT_EQ(writer->append({"a"}, make_entries(4, 1)).value(), (Appended{4, 4}));
}

TEST_P(StoreContract, HasRoomToBeginWith) { EXPECT_TRUE(store->has_room()); }

}  // namespace
}  // namespace swarmdesk::ledger
