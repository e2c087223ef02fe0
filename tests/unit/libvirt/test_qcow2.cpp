#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/libvirt/qcow2.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include <cstdlib>

using namespace crocum;

namespace {

/// A file that stands on `backing`, which need not be there.
std::filesystem::path overlay(const std::filesystem::path& file, const std::string& backing) {
    ProcessSpec spec;
    spec.argv = {"qemu-img", "create", "-q", "-u", "-f", "qcow2", "-b", backing, "-F", "raw", file.string(), "1M"};
    REQUIRE(run(spec).ok());
    return file;
}

} // namespace

TEST_CASE("qcow2: the backing file of a file, by relative and absolute path", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "overlay";
    CHECK(backing_file(overlay(file, "base.qcow2")) == (folder.path() / "base.qcow2").string());
    CHECK(backing_file(overlay(file, "../x/base.qcow2")) == (folder.path().parent_path() / "x/base.qcow2").string());
    CHECK(backing_file(overlay(file, "/images/base.qcow2")) == "/images/base.qcow2");
    CHECK(backing_file(overlay(file, "/images/with:colon")) == "/images/with:colon");
    // The whole path is what counts, wherever crocum runs.
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    CHECK(backing_file("overlay") == "/images/with:colon");
    std::filesystem::current_path(before);
}

TEST_CASE("qcow2: QEMU's other ways to name a file", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "overlay";
    CHECK(backing_file(overlay(file, "file:base.qcow2")) == (folder.path() / "base.qcow2").string());
    CHECK(backing_file(overlay(file, "file:/images/base")) == "/images/base");
    CHECK(
        backing_file(overlay(file, R"(json:{"driver":"qcow2","file":{"driver":"file","filename":"/images/base"}})")) ==
        "/images/base");
    CHECK(
        backing_file(overlay(file, R"(json:{"driver":"qcow2","file.driver":"file","file.filename":"/images/base"})")) ==
        "/images/base");
    CHECK(backing_file(overlay(file, R"(json:{"driver":"file","filename":"/images/base"})")) == "/images/base");
    // No files of this host.
    for (const auto* name :
         {"nbd://localhost/base",
          "nbd:localhost:1",
          R"(json:{"driver":"raw","file":{"driver":"nbd","host":"localhost","export":"x"}})",
          R"(json:{"driver":"raw","file.driver":"https","file.filename":"/base"})",
          "json:{"}) {
        INFO(name);
        CHECK(backing_file(overlay(file, name)).empty());
    }
}

TEST_CASE("qcow2: a file that a running machine has locked", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = overlay(folder.path() / "overlay", "base.qcow2");
    const Fd machine(::open(file.c_str(), O_RDWR | O_CLOEXEC));

    // QEMU locks single bytes from 100 on, for what it does and what it does not allow.
    struct flock all {};

    all.l_type = F_WRLCK;
    all.l_start = 100;
    all.l_len = 200;
    REQUIRE(::fcntl(machine.get(), F_OFD_SETLK, &all) == 0);
    CHECK(backing_file(file) == (folder.path() / "base.qcow2").string());
}

TEST_CASE("qcow2: without qemu-img it is not known, which is not nothing", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = overlay(folder.path() / "overlay", "base.qcow2");
    const std::string before = std::getenv("PATH");
    ::setenv("PATH", folder.path().c_str(), 1);
    CHECK_THROWS_WITH(backing_file(file), Catch::Contains("cannot run qemu-img"));
    ::setenv("PATH", before.c_str(), 1);
}

TEST_CASE("qcow2: a file in another format has no backing file", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "file";
    for (const auto& bytes : {std::string(), std::string("QFI"), std::string(64, 'x'), std::string("QFI\xfb")}) {
        write_file_atomic(file, bytes);
        CHECK(backing_file(file).empty());
    }
    CHECK(backing_file(folder.path()).empty());
    CHECK(backing_file("/no/such/file").empty());
    CHECK(backing_file("/dev/zero").empty());
    CHECK(backing_file("").empty());
}
