#include "lib/base/files.hpp"
#include "lib/store/state.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace crocum;

namespace fs = std::filesystem;

namespace {

/// The process's umask as it was before the test.
struct Umask {
    mode_t before = ::umask(077);

    ~Umask() { ::umask(before); }
};

mode_t umask_now() {
    const auto now = ::umask(077);
    ::umask(now);
    return now;
}

} // namespace

TEST_CASE("state: one that is not there yet, and a private one, are as they are", "[state]") {
    const Umask keep;
    const TemporaryFolder folder;
    CHECK_NOTHROW(enter_state(folder.path() / "later"));
    CHECK_NOTHROW(enter_state(folder.path()));
    CHECK(umask_now() == 077);
}

TEST_CASE("state: a world-writable directory is refused, and so is a file", "[state]") {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms::others_write, fs::perm_options::add);
    CHECK_THROWS_WITH(enter_state(folder.path()), Catch::Contains("every user of this host can write"));
    fs::permissions(folder.path(), fs::perms::owner_all);
    write_file_atomic(folder.path() / "file", "");
    CHECK_THROWS_WITH(enter_state(folder.path() / "file"), Catch::Contains("is not a directory"));
}

TEST_CASE("state: a random secret is kept, and no other file is used in its place", "[state]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "id";
    const auto first = kept_random(file);
    CHECK(first.size() == 64);
    CHECK(kept_random(file) == first);
    for (const auto& text : {std::string(), "' OR ''='" + first.substr(9), first.substr(1), first + "0", first + "'"}) {
        write_file_atomic(file, text + "\n");
        CHECK_THROWS_WITH(kept_random(file), Catch::Contains("id is damaged"));
    }
}

TEST_CASE("state: one that is shared with a group stays shared", "[state]") {
    const Umask keep;
    const TemporaryFolder folder;
    const auto state = folder.path() / "state";
    make_folders(state);
    ::chmod(state.c_str(), 02770);
    enter_state(state);
    CHECK(umask_now() == 007);
    write_file_atomic(state / "narrow", "");
    fs::permissions(state / "narrow", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("/etc/passwd", state / "link");
    share_with_group(state);
    CHECK((fs::status(state / "narrow").permissions() & fs::perms::group_write) != fs::perms::none);
    CHECK((fs::status("/etc/passwd").permissions() & fs::perms::group_write) == fs::perms::none);
    // Also below, also folders; and no folder that a link leads to.
    make_folders(state / "deep" / "er");
    write_file_atomic(state / "deep" / "er" / "file", "");
    const auto outside = folder.path() / "outside";
    make_folders(outside);
    write_file_atomic(outside / "file", "");
    fs::create_directory_symlink(outside, state / "deep" / "link");
    for (const auto& path : {state / "deep" / "er" / "file", state / "deep" / "er", outside / "file", outside}) {
        fs::permissions(path, fs::perms::group_write, fs::perm_options::remove);
    }
    share_with_group(state);
    for (const auto& path : {state / "deep" / "er" / "file", state / "deep" / "er"}) {
        CHECK((fs::status(path).permissions() & fs::perms::group_write) != fs::perms::none);
    }
    CHECK((fs::status(state / "deep" / "er").permissions() & fs::perms::set_gid) != fs::perms::none);
    for (const auto& path : {outside / "file", outside}) {
        CHECK((fs::status(path).permissions() & fs::perms::group_write) == fs::perms::none);
    }

    const auto own = folder.path() / "own";
    make_folders(own);
    write_file_atomic(own / "narrow", "");
    fs::permissions(own / "narrow", fs::perms::owner_read | fs::perms::owner_write);
    share_with_group(own);
    CHECK((fs::status(own / "narrow").permissions() & fs::perms::group_write) == fs::perms::none);
}
