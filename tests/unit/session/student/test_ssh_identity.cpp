#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/session/student/ssh_identity.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>

using namespace crocum;
using Catch::Contains;

namespace {

namespace fs = std::filesystem;

/// A host's table, and what sshd wrote of a session.
struct Host {
    TemporaryFolder folder;
    fs::path table = folder.path() / "keys";
    fs::path auth = folder.path() / "auth";
    unsigned account = ::getuid();

    Host(const std::string& keys, const std::string& session) {
        write_file_atomic(table, keys);
        write_file_atomic(auth, session);
    }

    [[nodiscard]] std::string student() const { return student_of_key(table, auth, account); }

    [[nodiscard]] std::string refusal() const {
        try {
            return "went through as " + student();
        } catch (const Error& error) {
            return error.what();
        }
    }
};

constexpr const char* keys = "# of net-2026\nssh-ed25519 AAAAann ann\nrestrict,pty ssh-rsa AAAAbob bob laptop\n\n"
                             "ssh-ed25519 AAAAtwo eve\nssh-ed25519 AAAAtwo zoe\n#ssh-ed25519 AAAAold ivan\n";

} // namespace

TEST_CASE("student key: the comment behind the session's key says who it is", "[student_key]") {
    CHECK(Host(keys, "publickey ssh-ed25519 AAAAann\n").student() == "ann");
    CHECK(Host(keys, "password\npublickey ssh-rsa AAAAbob\n").student() == "bob");
}

TEST_CASE("student key: an ambiguous identity is refused", "[student_key]") {
    CHECK_THAT(Host(keys, "publickey ssh-ed25519 AAAAxyz\n").refusal(), Contains("belongs to no student"));
    CHECK_THAT(Host(keys, "publickey ssh-rsa AAAAann\n").refusal(), Contains("belongs to no student"));
    CHECK_THAT(Host(keys, "publickey ssh-ed25519 AAAAold\n").refusal(), Contains("belongs to no student"));
    CHECK_THAT(Host(keys, "publickey ssh-ed25519 AAAAtwo\n").refusal(), Contains("belongs to several students"));
    CHECK_THAT(Host(keys, "password ssh-ed25519 AAAAann\n").refusal(), Contains("belongs to no student"));
    CHECK_THAT(Host(keys, "").refusal(), Contains("belongs to no student"));
    CHECK_THAT(Host("ssh-ed25519 AAAAann ../ann\n", "publickey ssh-ed25519 AAAAann\n").refusal(), Contains("student"));
}

TEST_CASE("student key: files that others can write, own or lead elsewhere say nothing", "[student_key]") {
    Host host(keys, "publickey ssh-ed25519 AAAAann\n");
    fs::permissions(host.table, fs::perms::others_write, fs::perm_options::add);
    CHECK_THAT(host.refusal(), Contains("other users can write"));
    fs::permissions(host.table, fs::perms::others_write, fs::perm_options::remove);
    CHECK(host.student() == "ann");
    host.account += 1;
    CHECK_THAT(host.refusal(), Contains("belongs to another account"));
    host.account -= 1;
    fs::rename(host.auth, host.folder.path() / "real");
    fs::create_symlink("real", host.auth);
    CHECK_THAT(host.refusal(), Contains("not a file"));
    CHECK_THROWS_AS(student_of_key(host.table, "", host.account), Error);
    CHECK_THROWS_AS(student_of_key(host.table, "/dev/null", 0), Error);
}
