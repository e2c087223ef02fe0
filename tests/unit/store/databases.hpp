#pragma once

#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/store/database.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

namespace crocum {

/// The URL of a PostgreSQL server of the tests' own, which tests/run starts.
inline std::string postgres_url() {
    const auto* url = std::getenv("CROCUM_TEST_POSTGRES");
    if (url == nullptr) {
        FAIL("no server: export CROCUM_TEST_POSTGRES=$(tests/postgres start FOLDER)");
    }
    return url;
}

/// Whether tests are to run on "SQLite" or "PostgreSQL", and an empty database there.
struct DatabaseKind {
    explicit DatabaseKind(std::string engine) : name(std::move(engine)) {
        if (name == "PostgreSQL") {
            url = postgres_url();
            ProcessSpec spec;
            spec.argv = {"psql", "-q", url, "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"};
            spec.deadline = Deadline(Seconds(60));
            REQUIRE(run(spec).ok());
        }
    }

    [[nodiscard]] Database open() const { return {url, folder.path()}; }

    std::string name;
    std::string url;
    TemporaryFolder folder;
};

} // namespace crocum
