#include "lib/base/files.hpp"
#include "lib/libvirt/qcow2.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

/// As far as the header goes: magic, version 3, the name's place and length, and the name.
std::string header(const std::string& name) {
    std::string bytes("QFI\xfb\0\0\0\3\0\0\0\0\0\0\0\x20\0\0\0", 19);
    bytes += static_cast<char>(name.size());
    bytes.resize(0x20, '\0');
    return bytes + name;
}

} // namespace

TEST_CASE("qcow2: what a file stands on, beside it or by a whole path", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "overlay";
    write_file_atomic(file, header("base.qcow2"));
    CHECK(qcow2_backing(file) == (folder.path() / "base.qcow2").string());
    write_file_atomic(file, header("/images/base.qcow2"));
    CHECK(qcow2_backing(file) == "/images/base.qcow2");
    write_file_atomic(file, header(""));
    CHECK(qcow2_backing(file).empty());
}

TEST_CASE("qcow2: anything else stands for itself", "[qcow2]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "file";
    for (const auto& bytes :
         {std::string(), std::string("QFI"), std::string(64, 'x'), header("name").substr(0, 0x22)}) {
        write_file_atomic(file, bytes);
        CHECK(qcow2_backing(file).empty());
    }
    CHECK(qcow2_backing(folder.path()).empty());
    CHECK(qcow2_backing("/no/such/file").empty());
    CHECK(qcow2_backing("/dev/zero").empty());
}
