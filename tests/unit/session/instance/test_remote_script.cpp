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

TEST_CASE("script: Windows line ends that an interpreter takes for text", "[script]") {
    CHECK(windows_line("#!/bin/sh\r\necho\r\n") == 1);
    CHECK(windows_line("echo\r\n") == 1);
    CHECK(windows_line("#!/usr/bin/env -S bash -e\n\nif true\r\n") == 3);
    CHECK(windows_line("#!/bin/bash\nexit 0\r") == 2);
    CHECK(windows_line("#!/usr/bin/python3\r\nprint()\r\n") == 1);
    CHECK(windows_line("#!/usr/bin/python3\nprint()\r\n") == 0);
    CHECK(windows_line("#!/bin/sh\nprintf 'a\rb'\n") == 0);
    CHECK(windows_line("") == 0);
}
