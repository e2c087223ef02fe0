#include "lib/session/instance/remote_script.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Words = std::vector<std::string>;

TEST_CASE("script: the interpreter is the one that the kernel would use", "[script]") {
    CHECK(interpreter("echo 1\n") == Words{"/bin/sh"});
    CHECK(interpreter("#!/bin/bash\necho\n") == Words{"/bin/bash"});
    CHECK(interpreter("#! /usr/bin/env python3 -u \r\nprint()\n") == Words{"/usr/bin/env", "python3 -u"});
    CHECK(interpreter("#!/bin/sh") == Words{"/bin/sh"});
}
