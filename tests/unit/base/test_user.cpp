#include "lib/base/files.hpp"
#include "lib/base/user.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdlib>

using namespace crocum;

TEST_CASE("user: sudo's word is taken alone only for root", "[user]") {
    ::unsetenv("SUDO_USER");
    const auto own = user_name();
    CHECK_FALSE(own.empty());
    ::setenv("SUDO_USER", "tea\x1B[31mcher\n", 1);
    CHECK(user_name().find('\x1B') == std::string::npos);
    CHECK(user_name().find(::getuid() == 0 ? "tea" : " as " + own) != std::string::npos);
    ::setenv("SUDO_USER", "", 1);
    CHECK(user_name() == own);
    ::unsetenv("SUDO_USER");
}

TEST_CASE("user: a service names the person that it acts for; other users sign with their own name too", "[user]") {
    const TemporaryFolder state; // Of this process's user.
    ::unsetenv("SUDO_USER");
    ::unsetenv("CROCUM_ACTOR");
    CHECK(actor(state.path()) == user_name());
    ::setenv("CROCUM_ACTOR", "miss\x1B[31m jones", 1);
    CHECK(actor(state.path()).find('\x1B') == std::string::npos);
    CHECK(actor(state.path()).find(" as ") == std::string::npos);
    CHECK(user_name().find("jones") == std::string::npos);
    if (::getuid() == 0) {
        // Another user, on a directory of root's.
        REQUIRE(::setresuid(65534, 0, 0) == 0);
        CHECK(actor(state.path()).find(" as ") != std::string::npos);
        REQUIRE(::setresuid(0, 0, 0) == 0);
    }
    ::unsetenv("CROCUM_ACTOR");
}
