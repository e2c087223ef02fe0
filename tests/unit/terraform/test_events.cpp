#include "lib/base/files.hpp"
#include "lib/terraform/events.hpp"

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
    CHECK(event.address == "libvirt_domain.srv");
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
    LineFile events(folder.path() / "e");
    std::vector<std::string> seen;
    const auto sink = [&](std::string_view line) { seen.emplace_back(line); };
    events.follow(sink);
    AppendFile file(events.path());
    file.write("one\ntw");
    events.follow(sink);
    CHECK(seen == std::vector<std::string>{"one"});
    file.write("o\nthree\n");
    events.follow(sink);
    CHECK(seen == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("events: how long something has been waited for", "[events]") {
    const auto event = parse_event(
        R"({"@level":"info","@message":"x: Still creating... [20s elapsed]","type":"apply_progress","hook":{"resource":{"addr":"x"},"elapsed_seconds":20}})");
    CHECK(event.type == "apply_progress");
    CHECK(event.seconds == 20);
}

TEST_CASE("events: a provider's error is found in its log, other lines are skipped", "[events]") {
    const auto event = parse_log_line(
        R"(2026-11-24T14:48:03.181Z [ERROR] provider.terraform-provider-libvirt_v0.8.3: Response contains error diagnostic: @caller=x diagnostic_severity=ERROR diagnostic_summary="error creating libvirt domain: \"pc.ram\":\nno memory" tf_rpc=ApplyResourceChange)");
    REQUIRE(event);
    CHECK(event->error);
    CHECK(event->text == "error creating libvirt domain: \"pc.ram\": no memory");
    CHECK_FALSE(parse_log_line("2026-11-24 [ERROR] something else").has_value());
    CHECK_FALSE(parse_log_line("").has_value());
    CHECK(parse_log_line("error diagnostic: diagnostic_summary=\"cut")->text == "cut");
}
