#include "ledger/writer.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <limits>
#include <string>

#include "base/assert.hpp"
#include "base/secret.hpp"
#include "ledger/reader.hpp"
#include "ledger/schema.hpp"

namespace swarmdesk::ledger {

using storage::Blob;
using storage::Database;
using storage::Statement;

Result<std::unique_ptr<Writer>> Writer::open(const SqliteLedger::Options& options, StateFolder folder, Keys keys)
{
    auto reserve = Reserve::open(options.folder, options.durability == Durability::behind ? 0 : options.reserve_bytes);
    if (!reserve) return reserve.error();
    const bool is_synced = options.durability == Durability::fsync;
    auto database = Database::open({.path = options.folder / "ledger.db",
                                    .synchronous = is_synced ? storage::Synchronous::full : storage::Synchronous::off,
                                    .checkpointing = storage::Checkpointing::by_caller});
    if (!database) return database.error();
    std::unique_ptr<Writer> writer{
        new Writer(options, std::move(folder), std::move(keys), std::move(*reserve), std::move(*database))};
    if (auto prepared = writer->prepare(); !prepared) return prepared.error();
    return writer;
}

Writer::Writer(const SqliteLedger::Options& options, StateFolder folder, Keys keys, Reserve reserve, Database database)
    : options_(options),
      folder_(std::move(folder)),
      keys_(std::move(keys)),
      reserve_(std::move(reserve)),
      database_(std::move(database))
{}

Result<void> Writer::prepare()
{
    if (auto done = folder_.watch_database(); !done) return done;
    if (auto done = set_size_max(); !done) return done;
    // What a failed fsync left in the log may be in memory only. Written into the database anew, and synced, it is
    // either on the disk or an error, before anything is put on top of it.
    if (auto done = database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"); !done) return done;
    if (auto done = storage::migrate(database_, schema_steps); !done) return done;
    struct Sql {
        std::optional<Statement>& statement;
        std::string_view text;
    };
    for (const Sql& sql : {
             Sql{insert_event_,
                 "INSERT INTO events (seq, chain, number, kind, subject, time_ns, payload, hash) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
             Sql{insert_chain_,
                 "INSERT INTO chains (id, name, epoch, number, seq, hash, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
             Sql{update_chain_,
                 "UPDATE chains SET epoch = ?2, number = ?3, seq = ?4, hash = ?5, mac = ?6 WHERE id = ?1"},
             Sql{insert_checkpoint_,
                 "INSERT INTO checkpoints (number, seq, root, previous, time_ns, signature) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
             Sql{insert_snapshot_,
                 "INSERT OR REPLACE INTO snapshots (chain, fold, number, bytes, mac) VALUES (?1, ?2, ?3, ?4, ?5)"},
             Sql{drop_snapshots_,
                 "DELETE FROM snapshots WHERE chain = ?1 AND fold = ?2 AND number NOT IN "
                 "(SELECT number FROM snapshots WHERE chain = ?1 AND fold = ?2 ORDER BY number DESC LIMIT 2)"},
             Sql{write_head_,
                 "INSERT OR REPLACE INTO head (id, seq, heads, checkpoints, last_checkpoint, mac) "
                 "VALUES (1, ?1, ?2, ?3, ?4, ?5)"},
             Sql{page_count_, "PRAGMA page_count"},
         }) {
        auto prepared = database_.prepare(sql.text);
        if (!prepared) return prepared.error();
        sql.statement.emplace(std::move(*prepared));
    }

    if (auto done = read_heads(); !done) return done;
    if (auto done = read_ledger_head(folder_.is_first_start() || options_.may_begin_anew); !done) return done;
    if (auto done = check_end(); !done) return done;
    if (auto done = read_last_checkpoint(); !done) return done;
    folder_.end_first_start();
    measure_room();
    return {};
}

Result<void> Writer::read_heads()
{
    auto select = database_.prepare("SELECT " + std::string{chain_columns} + " FROM chains ORDER BY id");
    if (!select) return select.error();
    ChainRow chain;
    macs_.resize(1);
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        if (!read_chain(*select, chain) || chain.id != macs_.size() ||
            !equal_in_constant_time(as_bytes(chain.mac), as_bytes(keys_.mac(encode_head(chain.head)))))
            return damaged("the head of chain " + std::to_string(macs_.size()) + " was not written by this desk");
        macs_.push_back(chain.mac);
        next_head_.heads.add(chain.mac);
        heads_.restore(std::move(chain.head), chain.id);
    }
    next_head_.seq = heads_.seq();
    return {};
}

Result<void> Writer::read_ledger_head(bool is_new)
{
    auto select = database_.prepare("SELECT " + std::string{head_columns} + " FROM head");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) {
        if (!heads_.all().empty()) return damaged("the head is missing");
        // `check_end` refuses a ledger that has events and no head.
        if (auto done = check_end(); !done) return done;
        if (!is_new)
            return Error{Errc::not_found,
                         "ledger.db is empty, and keys or records beside it say that it was not: "
                         "put it back, or begin a new one with --begin-anew"};
        if (auto done = begin(); !done) return done;
        return commit();
    }
    HeadRow read;
    if (!ledger::read_ledger_head(*select, read)) return damaged("the head is no head");
    if (!equal_in_constant_time(as_bytes(read.mac), as_bytes(keys_.mac(encode_ledger_head(read.head)))))
        return damaged("the head was not written by this desk");
    if (read.head.seq != next_head_.seq || !(read.head.heads == next_head_.heads))
        return damaged("the heads of the chains are not those the head counts: one is missing or an older one");
    head_ = next_head_ = read.head;
    return {};
}

Result<void> Writer::check_end() const
{
    auto select = database_.prepare("SELECT " + std::string{event_columns} + " FROM events ORDER BY seq DESC LIMIT 1");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) {
        if (heads_.seq() == 0) return {};
        return damaged("the head is at " + event_name(heads_.seq()) + ", and there are no events");
    }
    EventRow last;
    if (!read_event(*select, last)) return damaged("the last event is no event");
    if (last.view.seq != heads_.seq())
        return damaged("the head is at " + event_name(heads_.seq()) + ", and the last event is " +
                       std::to_string(last.view.seq));
    const auto is_its_chain = [&](const auto& named) { return named.second.id == last.chain; };
    const auto chain = std::find_if(heads_.all().begin(), heads_.all().end(), is_its_chain);
    if (chain == heads_.all().end()) return damaged(event_name(last.view.seq) + " is of no chain");
    const Head& head = chain->second.head;
    const auto previous = hash_before(database_, last.chain, head.chain, last.view.seq);
    if (!previous) return previous.error();
    last.view.chain = head.chain.to_string();
    Bytes scratch;
    const auto hash = hash_event(*previous, last.view, scratch);
    if (hash != last.hash || hash != head.hash || last.view.number != head.number)
        return damaged(event_name(last.view.seq) + " does not have its hash");
    return {};
}

Result<void> Writer::read_last_checkpoint()
{
    auto select = database_.prepare("SELECT " + std::string{checkpoint_columns} +
                                    " FROM checkpoints ORDER BY number DESC LIMIT 1");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    CheckpointRow last;
    if (*row && !read_checkpoint(*select, last)) return damaged("the last checkpoint is no checkpoint");
    const auto& checkpoint = last.checkpoint;
    if (checkpoint.number != head_.checkpoints)
        return damaged("the head counts " + std::to_string(head_.checkpoints) +
                       " checkpoints, and the last one is number " + std::to_string(checkpoint.number));
    if (!*row) return {};
    if (hash_checkpoint(checkpoint) != head_.last_checkpoint || checkpoint.seq > head_.seq)
        return damaged("the last of the checkpoints is not the one the head names");
    last_checkpoint_seq_ = next_checkpoint_seq_ = checkpoint.seq;
    return {};
}

Result<void> Writer::begin()
{
    if (transaction_) return {};
    auto begun = storage::Transaction::begin(database_);
    if (!begun) return begun.error();
    transaction_.emplace(std::move(*begun));
    return {};
}

Result<void> Writer::append(const Batch& batch, AppendResult& result)
{
    if (auto conflict = heads_.check(batch)) {
        result = std::move(*conflict);
        return {};
    }
    result = Appended{heads_.seq() + 1, heads_.seq() + batch.parts.size()};
    if (batch.parts.empty()) return {};
    if (auto done = begin(); !done) return done;
    Result<void> outcome;
    const auto insert = [&](const Heads::Chain& chain, const Entry& entry) {
        const Head& head = chain.head;
        outcome = insert_event_->run(head.seq, chain.id, head.number, entry.kind, entry.subject, entry.time.ns,
                                     Blob{entry.payload}, Blob{as_bytes(head.hash)});
        return outcome.has_value();
    };
    heads_.place(batch, insert);
    return outcome;
}

Result<void> Writer::lease(const std::vector<ChainId>& chains, Result<std::uint64_t>& epoch)
{
    if (auto done = begin(); !done) return done;
    epoch = heads_.lease(chains);
    return {};
}

Result<void> Writer::save_snapshot(const Snapshot& snapshot, Result<void>& result)
{
    std::uint64_t id = all_chains;
    if (!snapshot.chain.is_empty()) {
        const auto chain = heads_.all().find(snapshot.chain);
        if (chain == heads_.all().end()) {
            result = Error{Errc::not_found, "there is no chain " + snapshot.chain.to_string()};
            return {};
        }
        id = chain->second.id;
    }
    const auto hash = snapshot_event_hash(database_, id, snapshot);
    if (!hash && hash.error().code == Errc::not_found) {
        result = hash.error();
        return {};
    }
    if (!hash) return hash.error();
    if (auto done = begin(); !done) return done;
    const auto mac = keys_.mac(encode_snapshot(snapshot, *hash));
    if (auto done =
            insert_snapshot_->run(id, snapshot.fold, snapshot.number, Blob{snapshot.bytes}, Blob{as_bytes(mac)});
        !done)
        return done;
    return drop_snapshots_->run(id, snapshot.fold);
}

Result<void> Writer::checkpoint(UtcTime now)
{
    if (heads_.seq() == next_checkpoint_seq_) return {};
    if (auto done = begin(); !done) return done;
    const Checkpoint checkpoint{.number = next_head_.checkpoints + 1,
                                .seq = heads_.seq(),
                                .root = heads_.root(),
                                .previous = next_head_.last_checkpoint,
                                .time = now};
    const auto signature = keys_.sign(encode_checkpoint(checkpoint));
    if (auto done = insert_checkpoint_->run(checkpoint.number, checkpoint.seq, Blob{as_bytes(checkpoint.root)},
                                            Blob{as_bytes(checkpoint.previous)}, checkpoint.time.ns, Blob{signature});
        !done)
        return done;
    next_head_.checkpoints = checkpoint.number;
    next_head_.last_checkpoint = hash_checkpoint(checkpoint);
    next_checkpoint_seq_ = checkpoint.seq;
    return {};
}

Result<void> Writer::write_heads()
{
    next_head_.seq = heads_.seq();
    for (const Heads::Change& change : heads_.changes()) {
        const auto& [head, id, is_changed] = *change.chain;
        const auto mac = keys_.mac(encode_head(head));
        Result<void> done;
        if (change.before) {
            next_head_.heads.remove(macs_[id]);
            done = update_chain_->run(id, head.epoch, head.number, head.seq, Blob{as_bytes(head.hash)},
                                      Blob{as_bytes(mac)});
        } else {
            done = insert_chain_->run(id, head.chain.to_string(), head.epoch, head.number, head.seq,
                                      Blob{as_bytes(head.hash)}, Blob{as_bytes(mac)});
        }
        if (!done) return done;
        next_head_.heads.add(mac);
        if (macs_.size() <= id) macs_.resize(id + 1);
        macs_[id] = mac;
    }
    const auto mac = keys_.mac(encode_ledger_head(next_head_));
    return write_head_->run(next_head_.seq, Blob{as_bytes(next_head_.heads.value())}, next_head_.checkpoints,
                            Blob{as_bytes(next_head_.last_checkpoint)}, Blob{as_bytes(mac)});
}

Result<void> Writer::commit()
{
    if (!transaction_) return {};
    if (auto done = folder_.check(); !done) return done;
    if (auto done = write_heads(); !done) return done;
    if (options_.crash_point) options_.crash_point("ledger.appended");
    if (options_.before_commit)
        if (auto allowed = options_.before_commit(); !allowed) return allowed;
    if (auto done = transaction_->commit(); !done) return done;
    transaction_.reset();
    heads_.keep();
    head_ = next_head_;
    last_checkpoint_seq_ = next_checkpoint_seq_;
    measure_room();
    if (options_.crash_point) options_.crash_point("ledger.committed");
    return {};
}

void Writer::roll_back()
{
    transaction_.reset();
    // Before `undo`: the MACs of the heads as they were.
    for (const Heads::Change& change : heads_.changes())
        if (change.before && change.chain->id < macs_.size())
            macs_[change.chain->id] = keys_.mac(encode_head(*change.before));
    heads_.undo();
    next_head_ = head_;
    next_checkpoint_seq_ = last_checkpoint_seq_;
}

bool Writer::give_space_back()
{
    has_room_ = false;
    return reserve_.give_part_back() && set_size_max().has_value();
}

Result<void> Writer::set_size_max()
{
    if (options_.folder_bytes_max == 0) return {};
    const auto left = options_.folder_bytes_max - std::min(options_.folder_bytes_max, held());
    return database_.execute("PRAGMA max_page_count = " +
                             std::to_string(std::max<std::uint64_t>(left / storage::page_bytes, 1)));
}

void Writer::measure_room()
{
    has_room_ = false;
    struct statvfs disk {};
    if (::statvfs(options_.folder.c_str(), &disk) != 0) return;
    std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    if (options_.folder_bytes_max != 0) {
        const auto row = page_count_->step();
        if (!row || !*row) return;
        const auto used = static_cast<std::uint64_t>(page_count_->integer(0)) * storage::page_bytes + held();
        page_count_->reset();
        free = std::min(free, options_.folder_bytes_max - std::min(options_.folder_bytes_max, used));
    }
    if (reserve_.missing() != 0 && free >= reserve_.missing() + 2 * reserve_.part()) {
        const auto missing = reserve_.missing();
        reserve_.refill();
        free -= missing - reserve_.missing();
        if (!set_size_max()) return;
    }
    has_room_ = reserve_.missing() == 0 && free >= reserve_.part();
}

}  // namespace swarmdesk::ledger
