#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("digest: SHA-256 of the standard's examples", "[digest]") {
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("digest: base64 there and back, strictly", "[digest]") {
    const std::string bytes("\0\xFF\x01 any", 8);
    CHECK(unbase64(base64(bytes)) == bytes);
    CHECK(base64("ab") == "YWI=");
    CHECK(unbase64("").value() == "");
    CHECK_FALSE(unbase64("YWI").has_value());
    CHECK_FALSE(unbase64("YW!=").has_value());
}

TEST_CASE("digest: a tree's digest follows names and contents", "[digest]") {
    const TemporaryFolder folder;
    write_file_atomic(folder.path() / "a", "1");
    const auto first = sha256_files(folder.path(), {"a"});
    CHECK(sha256_files(folder.path(), {"a"}) == first);
    write_file_atomic(folder.path() / "a", "2");
    const auto changed = sha256_files(folder.path(), {"a"});
    CHECK(changed != first);
    std::filesystem::rename(folder.path() / "a", folder.path() / "b");
    CHECK(sha256_files(folder.path(), {"b"}) != changed);
}

TEST_CASE("digest: random ids differ and have the given length", "[digest]") {
    CHECK(random_hex(4).size() == 8);
    CHECK(random_hex(16) != random_hex(16));
}
