#pragma once

#include "lib/base/error.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace soci {
class session;
}

namespace crocum {

/// The file itself is damaged, or is not a database.
class DamagedDatabaseError : public Error {
public:
    using Error::Error;
};

/// The database: rosters of classes, and an index of instances and attempts, whose data is in files (attempts.hpp).
/// SQLite in the state directory, or a PostgreSQL server that several hosts share; one schema (schema.hpp). Not
/// thread-safe.
class Database {
public:
    /// Opens the database, creates it when it does not exist, and upgrades an older schema to the present one. `url`:
    /// "postgresql://…" (libpq's form), or empty for SQLite in `state`. Throws Error when its schema is newer or it
    /// cannot be read, UnreachableError when the server does not answer.
    Database(const std::string& url, const std::filesystem::path& state);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// The file of the SQLite database of a state directory, which need not exist.
    [[nodiscard]] static std::filesystem::path file_in(const std::filesystem::path& state) {
        return state / "crocum.db";
    }

    /// Whether there is one to read, which the constructor would not have to create: a file, or a server in any case.
    [[nodiscard]] static bool exists(const std::string& url, const std::filesystem::path& state) {
        std::error_code broken;
        return !url.empty() || std::filesystem::exists(file_in(state), broken);
    }

    /// Its name in texts: the file's path, or the URL without the password.
    [[nodiscard]] const std::string& name() const { return name_; }

    /// Whether it is PostgreSQL, not SQLite.
    [[nodiscard]] bool on_server() const { return file_.empty(); }

    /// The version of the schema that this crocum knows, and the one that the database had when it was opened (opening
    /// upgrades it; 0: it was empty).
    [[nodiscard]] static int known_version();

    [[nodiscard]] int version_before() const { return version_before_; }

    /// Runs statements as one transaction, which writes all or nothing. Waits up to 30 s for another crocum process
    /// that writes. A server runs writing transactions in parallel; those with the same `lock`, an arbitrary unique
    /// number, run one after another there too. Throws Error that names this database.
    void write(const std::function<void(soci::session&)>& statements, long long lock = 0);

    /// Runs statements that only read. Throws Error that names this database.
    void read(const std::function<void(soci::session&)>& statements);

    /// Throws Error that describes the damage.
    void check();

    /// Whether an error of the constructor or of check() means that the file itself is damaged.
    [[nodiscard]] static bool is_damage(const Error& error) {
        return dynamic_cast<const DamagedDatabaseError*>(&error) != nullptr;
    }

    /// A consistent copy, also while other processes write. SQLite only: throws UsageError for PostgreSQL (use
    /// pg_dump).
    void back_up(const std::filesystem::path& file);

private:
    template <typename Action>
    void in_its_name(const Action& action) const;
    void open();
    void open_file();
    void migrate();
    void begin_writing();

    std::string url_;
    std::filesystem::path file_; ///< of SQLite; empty for PostgreSQL
    std::string name_;
    int version_before_ = 0;
    std::unique_ptr<soci::session> session_;
};

} // namespace crocum
