#include "lib/store/database.hpp"

#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"
#include "lib/store/schema.hpp"
#include "lib/store/soci.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// How long to wait for another crocum process that writes.
constexpr int patience = 30;
/// An arbitrary key: PostgreSQL's advisory lock for migrations.
constexpr long long migration_lock = 0x63726f63756d;

std::string without_password(const std::string& url) {
    static const Pattern password(R"(^(\w+://[^:/@]*):[^@/]*@)");
    return password.replace(url, "$1@");
}

/// SQLite reports a full disk as "disk I/O error".
std::string no_room_for(const fs::path& file) {
    constexpr std::uintmax_t little = 64 * 1024;
    std::error_code unknown;
    const auto room = fs::space(file.parent_path(), unknown);
    return !file.empty() && !unknown && room.available < little ? " (no space is left on its disk)" : "";
}

/// Without a limit, libpq waits for a host that does not answer until TCP gives up.
std::string impatient(const std::string& url) {
    if (url.find("connect_timeout") != std::string::npos) {
        return url;
    }
    return url + (url.find('?') == std::string::npos ? "?" : "&") + "connect_timeout=10";
}

/// libpq's messages have several lines, and the first has the reason; SOCI adds its own function before the message and
/// the statement after it.
std::string first_line(const std::string& text) {
    static const Pattern around(
        R"(^(?:sqlite3_\w+::\w+: |Cannot (?:establish|execute) [\w ]+\. ?)?(.*?)(?: while .*)?$)");
    const auto all = lines(sanitize(text));
    if (all.empty()) {
        return "no reason is given";
    }
    const auto match = around.match(all[0]);
    return match && !match->groups[1].empty() ? match->groups[1] : all[0];
}

/// By SQLite's own code; the message may contain a path with any words.
bool says_damage(const soci::soci_error& error) {
    constexpr int basic_code = 0xFF; // The other bits are details.
    const auto* of_sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    const int code = of_sqlite == nullptr ? 0 : of_sqlite->result() & basic_code;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/// 0 when the table does not exist yet. Takes no lock: there is rarely anything to upgrade, and readers must not wait
/// for writers.
int version_seen(soci::session& sql, bool on_server) {
    int tables = 0;
    sql
        << (on_server ? "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'schema_version' AND "
                        "table_schema = current_schema()"
                      : "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"),
        soci::into(tables);
    int version = 0;
    if (tables != 0) {
        sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
    }
    return version;
}

int version_of(soci::session& sql) {
    int version = 0;
    sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
    sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
    return version;
}

/// SQLite would create the file with mode 0644 for any umask, and gives its companion files the mode of this file.
void make_for_everybody(const fs::path& file, bool shared) {
    const Fd made(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (shared) { // Created by an earlier version.
        std::error_code not_ours;
        fs::permissions(file, fs::perms::group_write, fs::perm_options::add, not_ours);
    }
}

} // namespace

Database::Database(const std::string& url, const fs::path& state)
    : url_(url), file_(url.empty() ? file_in(state) : fs::path()),
      name_(url.empty() ? file_.string() : without_password(url)) {
    if (!file_.empty()) {
        make_folders(state);
        make_for_everybody(file_, is_shared(state));
    } else if (url.rfind("postgresql://", 0) != 0) {
        throw with_hint(
            UsageError("the setting \"database\" is \"{}\"", name_),
            "Set it to postgresql://USER@HOST/NAME, or remove it to use SQLite in the state directory");
    }
    open();
    migrate();
}

Database::~Database() = default;

template <typename Action>
void Database::in_its_name(const Action& action) const {
    try {
        action();
    } catch (const soci::soci_error& error) {
        const auto reason = first_line(error.what());
        if (says_damage(error)) {
            throw with_hint(
                DamagedDatabaseError("the database {}: {}", name_, reason),
                fmt::format(
                    "Restore a backup (and remove {}-wal and -shm beside it), or run \"crocum db rebuild\", which "
                    "creates "
                    "a new one from the kept attempts; then import the rosters again",
                    file_.filename().string()));
        }
        throw Error("the database {}: {}{}", name_, reason, no_room_for(file_));
    }
}

void Database::open() {
    if (file_.empty()) {
        try {
            session_ = std::make_unique<soci::session>("postgresql", impatient(url_));
        } catch (const soci::soci_error& error) {
            throw UnreachableError("the database {}: {}", name_, first_line(error.what()));
        }
        // Otherwise it prints notices about existing objects on stderr.
        read([](soci::session& sql) { sql << "SET client_min_messages TO WARNING"; });
        return;
    }
    in_its_name([&] { open_file(); });
}

void Database::open_file() {
    session_ =
        std::make_unique<soci::session>("sqlite3", fmt::format("dbname=\"{}\" timeout={}", file_.string(), patience));
    std::string mode;
    // Readers do not wait for writers; and committed data survives a power failure.
    *session_ << "PRAGMA journal_mode = WAL", soci::into(mode);
    *session_ << "PRAGMA synchronous = FULL";
    *session_ << "PRAGMA foreign_keys = ON";
}

void Database::begin_writing() {
    if (file_.empty()) {
        session_->begin();
    } else {
        // A transaction that reads first and writes later could not wait for another one to end.
        *session_ << "BEGIN IMMEDIATE";
    }
}

int Database::known_version() {
    return static_cast<int>(migrations().size());
}

void Database::migrate() {
    const auto known = known_version();
    read([&](soci::session& sql) { version_before_ = version_seen(sql, on_server()); });
    if (version_before_ == known) {
        return;
    }
    write(
        [&](soci::session& sql) {
            const int version = version_of(sql);
            if (version > known) {
                throw with_hint(
                    Error("the database {} has schema {}, but this crocum knows {}", name_, version, known),
                    "It was used by a newer version of crocum: use that version, or another database");
            }
            for (int step = version; step < known; ++step) {
                for (const auto& statement : migrations()[static_cast<std::size_t>(step)]) {
                    sql << statement;
                }
                sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(step + 1);
            }
        },
        migration_lock);
}

void Database::write(const std::function<void(soci::session&)>& statements, long long lock) {
    in_its_name([&] {
        begin_writing();
        try {
            if (on_server() && lock != 0) {
                *session_ << "SELECT pg_advisory_xact_lock(:key)", soci::use(lock);
            }
            statements(*session_);
            *session_ << "COMMIT";
        } catch (...) {
            try {
                *session_ << "ROLLBACK";
            } catch (const soci::soci_error&) {
                // The connection is lost, and with it the transaction.
            }
            throw;
        }
    });
}

void Database::read(const std::function<void(soci::session&)>& statements) {
    in_its_name([&] { statements(*session_); });
}

void Database::check() {
    if (file_.empty()) {
        read([](soci::session& sql) {
            int one = 0;
            sql << "SELECT COUNT(*) FROM attempts", soci::into(one);
        });
        return;
    }
    std::string verdict;
    read([&](soci::session& sql) { sql << "PRAGMA integrity_check", soci::into(verdict); });
    if (verdict != "ok") {
        throw with_hint(
            DamagedDatabaseError("the database {} is damaged: {}", name_, first_line(verdict)),
            "Run \"crocum db rebuild\", which creates it again from the kept attempts");
    }
}

void Database::back_up(const fs::path& file) {
    if (file_.empty()) {
        throw with_hint(UsageError("{} is a PostgreSQL database", name_), "Use pg_dump to copy it");
    }
    if (fs::exists(file)) {
        throw UsageError("{} already exists", file.string());
    }
    // Renamed when it is complete.
    const auto unfinished = file.string() + ".part";
    std::error_code absent;
    fs::remove(unfinished, absent);
    read([&](soci::session& sql) { sql << "VACUUM INTO :file", soci::use(unfinished); });
    fs::rename(unfinished, file);
}

} // namespace crocum
