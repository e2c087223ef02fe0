#include "lib/base/error.hpp"
#include "lib/base/files.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace crocum;
namespace fs = std::filesystem;

TEST_CASE("files: an atomic write replaces the whole file and leaves nothing beside it", "[files]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "a";
    write_file_atomic(file, "first and longer");
    write_file_atomic(file, "second");
    CHECK(read_file(file) == "second");
    CHECK(files_below(folder.path()) == std::vector<fs::path>{"a"});
}

TEST_CASE("files: an atomic write respects the umask", "[files]") {
    const TemporaryFolder folder;
    const auto before = ::umask(077);
    write_file_atomic(folder.path() / "secret", "x");
    ::umask(before);
    CHECK((fs::status(folder.path() / "secret").permissions() & fs::perms::mask) == fs::perms(0600));
}

TEST_CASE("files: a file named by the user keeps its links and mode, and a device or pipe stays one", "[files]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "grades";
    const auto link = folder.path() / "link";
    fs::create_symlink("grades", link);
    write_output(link, "first and longer"); // It led to nothing yet.
    fs::permissions(file, fs::perms(0640));
    write_output(link, "second");
    CHECK(fs::is_symlink(link));
    CHECK(read_file(file) == "second");
    CHECK((fs::status(file).permissions() & fs::perms::mask) == fs::perms(0640));
    CHECK_THROWS_WITH(write_output("/dev/full", "x"), Catch::Contains("No space left"));
    CHECK(fs::is_character_file("/dev/full"));
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const Fd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    write_output(pipe, "third");
    CHECK(fs::is_fifo(pipe));
    std::string got(5, ' ');
    CHECK(::read(reader.get(), got.data(), got.size()) == 5);
    CHECK(got == "third");
}

TEST_CASE("files: many files come together, or none of them", "[files]") {
    const TemporaryFolder folder;
    write_file_atomic(folder.path() / "a", "before");
    write_files_atomic(folder.path(), {{"a", "1"}, {"b", "2"}});
    CHECK(read_file(folder.path() / "a") == "1");
    CHECK(read_file(folder.path() / "b") == "2");
    CHECK_THROWS_WITH(write_files_atomic(folder.path(), {{"a", "3"}, {"no/b", "4"}}), Catch::Contains("no/b"));
    CHECK(read_file(folder.path() / "a") == "1");
    CHECK(files_below(folder.path()) == std::vector<fs::path>{"a", "b"});
}

TEST_CASE("files: a write that cannot be finished leaves the earlier content", "[files]") {
    // /dev/full is full at the first byte; a real full disk fails in the same call.
    const TemporaryFolder folder;
    CHECK_THROWS_WITH(AppendFile("/dev/full").write("x"), Catch::Contains("No space left"));
    CHECK_THROWS_WITH(write_file_atomic(folder.path() / "no" / "folder", "x"), Catch::Contains("No such file"));
}

TEST_CASE("files: a file beyond the limit is refused, a missing one is another error", "[files]") {
    const TemporaryFolder folder;
    write_file_atomic(folder.path() / "big", std::string(1000, 'x'));
    CHECK_THROWS_WITH(read_file(folder.path() / "big", 999), Catch::Contains("larger than 999"));
    CHECK_FALSE(read_file_if_present(folder.path() / "none").has_value());
    CHECK_THROWS_WITH(read_file(folder.path() / "none"), Catch::Contains("none"));
}

TEST_CASE("files: listing is sorted, without links and caches", "[files]") {
    const TemporaryFolder folder;
    make_folders(folder.path() / "b" / "__pycache__");
    write_file_atomic(folder.path() / "b" / "z.py", "");
    write_file_atomic(folder.path() / "b" / "__pycache__" / "z.pyc", "");
    write_file_atomic(folder.path() / "a", "");
    fs::create_symlink("/etc/passwd", folder.path() / "link");
    CHECK(files_below(folder.path()) == std::vector<fs::path>{"a", "b/z.py"});
}

TEST_CASE("files: a temporary folder goes with its object", "[files]") {
    fs::path path;
    {
        const TemporaryFolder folder;
        path = folder.path();
        write_file_atomic(path / "x", "x");
    }
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("files: a pipe is refused, not waited for", "[files]") {
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_WITH(read_file(folder.path() / "pipe"), Catch::Contains("not a regular file"));
    CHECK_THROWS_WITH(read_file_if_present(folder.path() / "pipe"), Catch::Contains("not a regular file"));
    CHECK_THROWS(read_file(folder.path()));
}

TEST_CASE("files: a stamp changes with the file", "[files]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    CHECK(file_stamp(file).empty());
    write_file_atomic(file, "1");
    const auto stamp = file_stamp(file);
    CHECK(file_stamp(file) == stamp);
    write_file_atomic(file, "22");
    CHECK(file_stamp(file) != stamp);
}
