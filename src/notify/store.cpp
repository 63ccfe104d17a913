#include "notify/store.hpp"

#include <array>

namespace swarmdesk::notify {
namespace {

constexpr auto migrations = std::to_array<std::string_view>({
    "CREATE TABLE people (user TEXT PRIMARY KEY, hides_amounts INTEGER NOT NULL, quiet INTEGER NOT NULL,"
    " quiet_from INTEGER NOT NULL, quiet_to INTEGER NOT NULL, utc_offset_min INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE choices (user TEXT NOT NULL, kind TEXT NOT NULL, page INTEGER NOT NULL, push INTEGER NOT NULL,"
    " webhook INTEGER NOT NULL, in_quiet_hours INTEGER NOT NULL, PRIMARY KEY (user, kind)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE subscriptions (id TEXT PRIMARY KEY, user TEXT NOT NULL, token TEXT NOT NULL, url TEXT NOT NULL,"
    " point BLOB NOT NULL, auth BLOB NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sent (id TEXT PRIMARY KEY, user TEXT NOT NULL, kind TEXT NOT NULL, way TEXT NOT NULL,"
    " target TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL,"
    " state TEXT NOT NULL, why TEXT NOT NULL, updated INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX sent_by_user ON sent (user, id);"
    "CREATE TABLE told (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT",
});

template <class... Values>
Result<void> execute(storage::Database& database, std::string_view sql, const Values&... values)
{
    auto statement = database.prepare(sql);
    if (!statement) return statement.error();
    return statement->run(values...);
}

template <class Row>
Result<void> each_row(storage::Database& database, std::string_view sql, Row row)
{
    auto statement = database.prepare(sql);
    if (!statement) return statement.error();
    while (true) {
        const auto more = statement->step();
        if (!more) return more.error();
        if (!*more) return {};
        row(*statement);
    }
}

std::string_view text(const std::string& value) { return value; }

Result<void> insert(storage::Database& database, const Sent& sent)
{
    const std::string id = sent.id.to_string();
    if (auto done =
            execute(database, "INSERT INTO sent VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)", text(id),
                    text(sent.user), to_text(sent.kind), to_text(sent.way), text(sent.target), text(sent.title),
                    text(sent.body), sent.seq, sent.time.ns, to_text(sent.state), text(sent.why), sent.updated.ns);
        !done)
        return done;
    // Ids sort by the time they were made.
    return execute(database,
                   "DELETE FROM sent WHERE user = ?1 AND id NOT IN"
                   " (SELECT id FROM sent WHERE user = ?1 ORDER BY id DESC LIMIT ?2)",
                   text(sent.user), sent_per_user_max);
}

}  // namespace

Store::Store(storage::Database database) : database_(std::make_shared<storage::Database>(std::move(database))) {}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder)
{
    storage::OpenOptions where;
    where.path = folder / "notifications.db";
    auto database = storage::Database::open(where);
    if (!database) return database.error();
    if (auto migrated = storage::migrate(*database, migrations); !migrated) return migrated.error();
    return std::unique_ptr<Store>{new Store{std::move(*database)}};
}

Result<Store::Contents> Store::load()
{
    Contents contents;
    auto marked = database_->execute(
        "UPDATE sent SET state = 'failed', why = 'the desk ended before it was delivered' WHERE state = 'queued'");
    if (!marked) return marked.error();
    if (auto done = load_preferences(contents); !done) return done.error();
    if (auto done = load_subscriptions(contents); !done) return done.error();
    if (auto done = load_sent(contents); !done) return done.error();
    auto told = each_row(*database_, "SELECT seq FROM told", [&](const storage::Statement& row) {
        contents.told_seq = static_cast<std::uint64_t>(row.integer(0));
    });
    if (!told) return told.error();
    return contents;
}

Result<void> Store::load_preferences(Contents& contents)
{
    auto people = each_row(*database_, "SELECT * FROM people", [&](const storage::Statement& row) {
        Preferences& one = contents.preferences[std::string{row.text(0)}];
        one.hides_amounts = row.integer(1) != 0;
        one.quiet.is_on = row.integer(2) != 0;
        one.quiet.from = static_cast<std::int32_t>(row.integer(3));
        one.quiet.to = static_cast<std::int32_t>(row.integer(4));
        one.quiet.utc_offset_min = static_cast<std::int32_t>(row.integer(5));
    });
    if (!people) return people;
    return each_row(*database_, "SELECT * FROM choices", [&](const storage::Statement& row) {
        const auto kind = from_text<Kind>(row.text(1));
        if (!kind) return;  // of a newer program: it means nothing here
        contents.preferences[std::string{row.text(0)}].choices[*kind] = {row.integer(2) != 0, row.integer(3) != 0,
                                                                         row.integer(4) != 0, row.integer(5) != 0};
    });
}

Result<void> Store::load_subscriptions(Contents& contents)
{
    return each_row(*database_, "SELECT * FROM subscriptions ORDER BY created", [&](const storage::Statement& row) {
        contents.subscriptions.push_back({std::string{row.text(0)},
                                          std::string{row.text(1)},
                                          std::string{row.text(2)},
                                          std::string{row.text(3)},
                                          {Bytes{row.blob(4)}, Secret{std::string{row.blob(5)}}},
                                          std::string{row.text(6)},
                                          UtcTime{row.integer(7)}});
    });
}

Result<void> Store::load_sent(Contents& contents)
{
    return each_row(*database_, "SELECT * FROM sent ORDER BY id", [&](const storage::Statement& row) {
        const auto id = SentId::parse(row.text(0));
        const auto kind = from_text<Kind>(row.text(2));
        const auto way = from_text<Way>(row.text(3));
        const auto state = from_text<SentState>(row.text(9));
        if (!id || !kind || !way || !state) return;
        Sent sent{.id = *id, .user = std::string{row.text(1)}, .kind = *kind, .way = *way};
        sent.target = row.text(4);
        sent.title = row.text(5);
        sent.body = row.text(6);
        sent.seq = static_cast<std::uint64_t>(row.integer(7));
        sent.time = UtcTime{row.integer(8)};
        sent.state = *state;
        sent.why = row.text(10);
        sent.updated = UtcTime{row.integer(11)};
        contents.sent.push_back(std::move(sent));
    });
}

Store::Written Store::write(std::string user, Preferences preferences)
{
    return run([user = std::move(user), preferences](storage::Database& database) -> Result<void> {
        const QuietHours& quiet = preferences.quiet;
        auto person =
            execute(database, "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3, ?4, ?5, ?6)", text(user),
                    preferences.hides_amounts ? 1 : 0, quiet.is_on ? 1 : 0, quiet.from, quiet.to, quiet.utc_offset_min);
        if (!person) return person;
        for (const auto& [kind, choice] : preferences.choices) {
            auto done = execute(database, "INSERT OR REPLACE INTO choices VALUES (?1, ?2, ?3, ?4, ?5, ?6)", text(user),
                                to_text(kind), choice.page ? 1 : 0, choice.push ? 1 : 0, choice.webhook ? 1 : 0,
                                choice.in_quiet_hours ? 1 : 0);
            if (!done) return done;
        }
        return {};
    });
}

Store::Written Store::write(StoredSubscription subscription)
{
    return run([one = std::move(subscription)](storage::Database& database) {
        return execute(database, "INSERT OR REPLACE INTO subscriptions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                       text(one.id), text(one.user), text(one.token_id), text(one.url),
                       storage::Blob{one.receiver.point}, storage::Blob{one.receiver.auth.expose()}, text(one.name),
                       one.created.ns);
    });
}

namespace {

Result<void> erase_subscription(storage::Database& database, const std::string& id)
{
    return execute(database, "DELETE FROM subscriptions WHERE id = ?1", text(id));
}

}  // namespace

Store::Written Store::remove_subscription(std::string id)
{
    return run([id = std::move(id)](storage::Database& database) { return erase_subscription(database, id); });
}

void Store::post_removal(std::string id)
{
    const Job job = [id = std::move(id)](storage::Database& database) { return erase_subscription(database, id); };
    writer_.post(in_transaction(job));
}

Store::Written Store::write(std::vector<Sent> sent, std::uint64_t seq)
{
    return run([sent = std::move(sent), seq](storage::Database& database) -> Result<void> {
        for (const Sent& one : sent)
            if (auto done = insert(database, one); !done) return done;
        return execute(database, "INSERT INTO told VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET seq = max(seq, ?1)",
                       seq);
    });
}

void Store::post_end(const Sent& sent)
{
    const Job job = [sent](storage::Database& database) {
        const std::string id = sent.id.to_string();
        return execute(database, "UPDATE sent SET state = ?2, why = ?3, updated = ?4 WHERE id = ?1", text(id),
                       to_text(sent.state), text(sent.why), sent.updated.ns);
    };
    writer_.post(in_transaction(job));
}

runtime::BackgroundWriter::Job Store::in_transaction(Job job) const
{
    return [database = database_, job = std::move(job)]() -> Result<void> {
        auto transaction = storage::Transaction::begin(*database);
        if (!transaction) return transaction.error();
        if (auto done = job(*database); !done) return done;
        return transaction->commit();
    };
}

Store::Written Store::run(Job job) { return writer_.run(in_transaction(std::move(job))); }

}  // namespace swarmdesk::notify
