#include "databases.hpp"
#include "lib/base/error.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/soci.hpp"

#include <thread>

using namespace crocum;

TEST_CASE("database: it keeps its content when opened again; one of a newer crocum is refused", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    static_cast<void>(engine.open());
    {
        auto database = engine.open();
        database.check();
        database.write([](soci::session& sql) { sql << "INSERT INTO schema_version (version) VALUES (1000)"; });
    }
    CHECK_THROWS_WITH(engine.open(), Catch::Contains("has schema 1000, but this crocum knows "));
}

TEST_CASE("database: what fails in the middle leaves nothing behind", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    CHECK_THROWS_WITH(
        database.write([](soci::session& sql) {
            sql << "INSERT INTO classes (name, secret, created, updated) VALUES ('a', 's', 't', 't')";
            sql << "INSERT INTO classes (name, secret, created, updated) VALUES ('a', 's', 't', 't')";
        }),
        Catch::Contains("the database " + database.name() + ": "));
    int count = -1;
    database.read([&](soci::session& sql) { sql << "SELECT COUNT(*) FROM classes", soci::into(count); });
    CHECK(count == 0);
}

TEST_CASE("database: two that open an empty one at once, and write at once", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    std::vector<std::string> failures(4);
    {
        std::vector<std::jthread> writers;
        for (std::size_t i = 0; i < failures.size(); ++i) {
            writers.emplace_back([&, i] {
                try {
                    auto database = engine.open();
                    for (int n = 0; n < 10; ++n) {
                        Classes(database).import("c" + std::to_string(i), read_roster("id\na\nb\n", "r.csv").students);
                    }
                } catch (const std::exception& error) {
                    failures[i] = error.what();
                }
            });
        }
    }
    CHECK(failures == std::vector<std::string>(4));
    auto database = engine.open();
    CHECK(Classes(database).all().size() == 4);
}

TEST_CASE("database: SQLite's is copied completely; damage is reported", "[database]") {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    {
        Database database("", folder.path());
        Classes(database).import("net", read_roster("id\nivan\n", "r.csv").students);
        database.back_up(other.path() / "crocum.db");
        CHECK_THROWS_AS(database.back_up(other.path() / "crocum.db"), UsageError);
    }
    Database copy("", other.path());
    CHECK(Classes(copy).students("net").size() == 1);
    write_file_atomic(folder.path() / "crocum.db", std::string(10000, 'x'));
    CHECK_THROWS_WITH(Database("", folder.path()), Catch::Contains("crocum.db: "));
}

TEST_CASE("database: only SQLite's own errors mean damage, not the folder's name", "[database]") {
    const TemporaryFolder folder;
    const auto damaged = folder.path() / "damaged, malformed, not a database";
    {
        Database("", damaged).write([](soci::session& sql) { sql << "INSERT INTO schema_version VALUES (1000)"; });
    }
    try {
        Database("", damaged);
        FAIL("it was opened");
    } catch (const Error& error) {
        CHECK_THAT(error.what(), Catch::Contains("has schema 1000"));
        CHECK_FALSE(Database::is_damage(error));
    }
    const auto sound = folder.path() / "sound";
    { Database("", sound).check(); }
    for (const auto* suffix : {"-wal", "-shm"}) {
        std::filesystem::remove(sound / (std::string("crocum.db") + suffix));
    }
    // No header; and a header with pages that are none behind it.
    const auto whole = read_file(sound / "crocum.db");
    for (const auto& content :
         {std::string(whole.size(), 'x'), whole.substr(0, 100) + std::string(whole.size() - 100, 'x')}) {
        write_file_atomic(sound / "crocum.db", content);
        try {
            Database("", sound).check();
            FAIL("it was opened");
        } catch (const Error& error) {
            INFO(error.what());
            CHECK(Database::is_damage(error));
        }
    }
}

TEST_CASE("database: a server that is not there, and a URL that is none", "[database]") {
    const TemporaryFolder folder;
    CHECK_THROWS_AS(Database("postgresql:///crocum?host=" + folder.path().string(), folder.path()), UnreachableError);
    CHECK_THROWS_AS(Database("mysql://x", folder.path()), UsageError);
    try {
        Database("postgresql://ivan:secret@localhost:1/crocum", folder.path());
    } catch (const Error& error) {
        CHECK(std::string(error.what()).find("secret") == std::string::npos);
        CHECK(std::string(error.what()).find("ivan@localhost") != std::string::npos);
    }
}
