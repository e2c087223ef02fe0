#include "lib/base/files.hpp"
#include "lib/provision/events.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("events: a resource's progress", "[events]") {
    const auto event = parse_event(
        R"({"@level":"info","@message":"libvirt_domain.srv: Creating...","type":"apply_start","hook":{"resource":{"addr":"libvirt_domain.srv"}}})");
    CHECK(event.type == "apply_start");
    CHECK(event.address == "libvirt_domain.srv");
    CHECK(event.text == "libvirt_domain.srv: Creating...");
    CHECK_FALSE(event.error);
}

TEST_CASE("events: a diagnostic in full", "[events]") {
    const auto event = parse_event(
        R"({"@level":"error","@message":"Error: x","type":"diagnostic","diagnostic":{"severity":"error","summary":"bad name","detail":"why","address":"libvirt_domain.srv","range":{"filename":"main.tf","start":{"line":7}},"snippet":{"code":"name = 1"}}})");
    CHECK(event.error);
    CHECK(event.text == "Error: bad name\n  with libvirt_domain.srv\n  on main.tf line 7\n  7: name = 1\nwhy");
}

TEST_CASE("events: unknown types and plain text are passed on, without control characters", "[events]") {
    CHECK(parse_event(R"({"@message":"later","type":"new_in_2030"})").text == "later");
    CHECK(parse_event("a panic\x1B[31m!").text == "a panic!");
    CHECK(parse_event("[1,2]").text == "[1,2]");
    CHECK(parse_event(R"({"type":3,"@message":null})").text.empty());
}

TEST_CASE("events: a growing file is followed line by line", "[events]") {
    const TemporaryFolder folder;
    EventFile events(folder.path() / "e");
    std::vector<std::string> seen;
    const auto sink = [&](const TerraformEvent& event) { seen.push_back(event.text); };
    events.follow(sink);
    AppendFile file(events.path());
    file.write("one\ntw");
    events.follow(sink);
    CHECK(seen == std::vector<std::string>{"one"});
    file.write("o\nthree\n");
    events.follow(sink);
    CHECK(seen == std::vector<std::string>{"one", "two", "three"});
}
