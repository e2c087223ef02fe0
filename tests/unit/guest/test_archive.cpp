#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/guest/archive.hpp"
#include "tests/unit/tree.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>

using namespace crocum;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t plenty = 1'000'000;

/// An archive with one entry as no honest tar would write it.
std::string hostile(const char* name, unsigned kind, const char* link = nullptr, bool hard = false) {
    std::string bytes(65536, '\0');
    std::size_t used = 0;
    auto* writer = archive_write_new();
    archive_write_set_format_pax_restricted(writer);
    archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, kind);
    archive_entry_set_perm(entry, 06777);
    if (link != nullptr) {
        hard ? archive_entry_set_hardlink(entry, link) : archive_entry_set_symlink(entry, link);
    }
    archive_write_header(writer, entry);
    archive_entry_free(entry);
    archive_write_close(writer);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

} // namespace

TEST_CASE("archive: a tree comes back as it was", "[archive]") {
    const TemporaryFolder folder;
    write_files(
        folder.path() / "a",
        {{"x", "1"},
         {"deep/er/y", std::string(100'000, 'y')},
         {"empty", ""},
         {"\xC3\x9C"
          "bung",
          "u"}});
    make_folders(folder.path() / "a" / "nothing");
    fs::create_symlink("deep/er/y", folder.path() / "a" / "link");
    fs::permissions(folder.path() / "a" / "x", fs::perms(0751));
    const auto bytes = pack(folder.path() / "a", plenty);
    make_folders(folder.path() / "b");
    unpack(bytes, folder.path() / "b", plenty);
    CHECK(files_below(folder.path() / "b") == files_below(folder.path() / "a"));
    CHECK(read_file(folder.path() / "b/deep/er/y").size() == 100'000);
    CHECK(fs::is_directory(folder.path() / "b/nothing"));
    CHECK(fs::read_symlink(folder.path() / "b/link") == "deep/er/y");
    CHECK(fs::status(folder.path() / "b/x").permissions() == fs::perms(0751));
    CHECK(pack(folder.path() / "b", plenty).size() == bytes.size());
}

TEST_CASE("archive: nothing leaves the folder", "[archive]") {
    const TemporaryFolder folder;
    const auto target = folder.path() / "in" / "target";
    make_folders(target);
    for (const auto& archive :
         {hostile("../out", AE_IFREG),
          hostile("/tmp/out", AE_IFREG),
          hostile("a/../../out", AE_IFREG),
          hostile("link", AE_IFLNK, "../../out"),
          hostile("link", AE_IFLNK, "/etc/passwd"),
          hostile("link", AE_IFLNK, "here/.."),
          hostile("link/", AE_IFLNK, ".."),
          hostile("hard", AE_IFREG, "/etc/passwd", true),
          hostile("device", AE_IFCHR),
          hostile("pipe", AE_IFIFO),
          std::string(2000, 'x')}) {
        CHECK_THROWS_AS(unpack(archive, target, plenty), Error);
    }
    CHECK(files_below(folder.path()).empty());
    CHECK_FALSE(fs::exists(fs::symlink_status(target / "link")));
    fs::create_directory_symlink("/tmp", target / "elsewhere");
    CHECK_THROWS_AS(unpack(hostile("elsewhere/file", AE_IFREG), target, plenty), Error);
    // Its mode would be set where the link points to.
    CHECK_THROWS_AS(unpack(hostile("elsewhere", AE_IFDIR), target, plenty), Error);
}

TEST_CASE("archive: set-user-id bits do not come along", "[archive]") {
    const TemporaryFolder folder;
    unpack(hostile("program", AE_IFREG), folder.path(), plenty);
    CHECK(fs::status(folder.path() / "program").permissions() == fs::perms(0777));
}

TEST_CASE("archive: sizes are bounded both ways", "[archive]") {
    const TemporaryFolder folder;
    write_files(folder.path() / "a", {{"x", std::string(5000, 'x')}});
    CHECK_THROWS_WITH(pack(folder.path() / "a", 1000), Catch::Contains("1000"));
    const auto bytes = pack(folder.path() / "a", plenty);
    make_folders(folder.path() / "b");
    CHECK_THROWS_WITH(unpack(bytes, folder.path() / "b", 1000), Catch::Contains("larger"));
}

TEST_CASE("archive: a forbidden file is named when a tree is packed", "[archive]") {
    const TemporaryFolder folder;
    fs::create_symlink("../../etc/passwd", folder.path() / "link");
    CHECK_THROWS_WITH(pack(folder.path(), plenty), Catch::Contains("out of the tree"));
}
