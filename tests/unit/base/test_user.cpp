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
