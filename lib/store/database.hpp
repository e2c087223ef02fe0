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

/// The file itself is no sound database.
class DamagedDatabaseError : public Error {
public:
    using Error::Error;
};

/// The database: rosters of classes, and an index of instances and attempts whose evidence lies in files
/// (attempts.hpp). SQLite in the state directory, or a PostgreSQL server that several hosts share; one schema
/// (schema.hpp). Not thread-safe.
class Database {
public:
    /// Opens it, makes it where there is none, and brings an older one up to the schema that this crocum knows.
    /// `url`: "postgresql://…" (libpq's form), or empty for SQLite in `state`. Throws Error where it is newer than this
    /// crocum or unreadable, UnreachableError where the server does not answer.
    Database(const std::string& url, const std::filesystem::path& state);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// The file of the SQLite database of a state directory, whether it is there or not.
    [[nodiscard]] static std::filesystem::path file_in(const std::filesystem::path& state) {
        return state / "crocum.db";
    }

    /// What it is, for people: a file's path, or the URL without its password.
    [[nodiscard]] const std::string& name() const { return name_; }

    /// PostgreSQL, and not a file of SQLite's.
    [[nodiscard]] bool on_server() const { return file_.empty(); }

    /// The version of the schema that this crocum knows, and the one that the database had when it was opened (it is
    /// brought up then; 0: it was empty).
    [[nodiscard]] static int known_version();

    [[nodiscard]] int version_before() const { return version_before_; }

    /// Runs statements as one transaction, which writes all or nothing. Another crocum that writes is waited for, for
    /// 30 s. A server lets transactions write side by side: those with the same `lock`, any number that is nobody
    /// else's, come one after another there too. Throws Error in this database's name.
    void write(const std::function<void(soci::session&)>& statements, long long lock = 0);

    /// Runs statements that only read. Throws Error in this database's name.
    void read(const std::function<void(soci::session&)>& statements);

    /// Throws Error that says what is wrong with it.
    void check();

    /// Whether an error of the constructor or of check() says that the file itself is no sound database.
    [[nodiscard]] static bool is_damage(const Error& error) {
        return dynamic_cast<const DamagedDatabaseError*>(&error) != nullptr;
    }

    /// A copy of the whole, taken while others write. SQLite only: throws UsageError for PostgreSQL (pg_dump does it
    /// there).
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
