#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/lab/revision.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace crocum;

namespace {

void git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
    ProcessSpec spec;
    spec.argv = {"git", "-C", folder.string(), "-c", "user.name=T", "-c", "user.email=t@example.org"};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    REQUIRE(run(spec).ok());
}

/// A repository with one commit.
std::filesystem::path repository(const std::filesystem::path& folder, const std::string& content) {
    make_folders(folder);
    git(folder, {"init", "-q"});
    write_file_atomic(folder / "file", content);
    git(folder, {"add", "file"});
    git(folder, {"commit", "-q", "-m", "one"});
    return folder;
}

/// What git gives its hooks.
struct Variables {
    Variables(const std::filesystem::path& repository) {
        ::setenv("GIT_DIR", (repository / ".git").c_str(), 1);
        ::setenv("GIT_WORK_TREE", repository.c_str(), 1);
        ::setenv("GIT_INDEX_FILE", (repository / ".git" / "index").c_str(), 1);
    }

    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;

    ~Variables() {
        for (const auto* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}) {
            ::unsetenv(name);
        }
    }
};

} // namespace

TEST_CASE("revision: the folder's own repository, also within a git hook of another one", "[revision]") {
    const TemporaryFolder folder;
    const auto lab = repository(folder.path() / "lab", "lab");
    const auto other = repository(folder.path() / "other", "other");
    const auto own = revision_of(lab);
    REQUIRE(own);
    CHECK_FALSE(own->dirty);
    const auto bare = folder.path() / "bare";
    make_folders(bare);
    const Variables hook(other);
    REQUIRE(revision_of(lab));
    CHECK(revision_of(lab)->commit == own->commit);
    CHECK_FALSE(revision_of(lab)->dirty);
    CHECK_FALSE(revision_of(bare));
}
