#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/lab/lab_file.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;
using Catch::EndsWith;

namespace {

Lab read(const std::string& yaml) {
    const TemporaryFolder folder;
    write_file_atomic(folder.path() / "lab.yaml", yaml);
    Lab lab;
    read_lab_file(folder.path() / "lab.yaml", lab);
    return lab;
}

} // namespace

TEST_CASE("lab.yaml: everything it can say", "[lab_file]") {
    const auto lab = read(R"(
title: "Routers: an introduction"
machines:
  r1: {agent: "unix:/run/agents/{student}-r1.sock"}
  r2: {domain: "{student}-r2", uri: "qemu:///session"}
timeouts: {boot: 10, setup: 20, check: 30, suite: 40, attempt: 50}
mode: {r2: host}
points: {"r1/r1.py::test_a": 2.5}
total: 100
cross_check: true
partials: {half: {machine: r1, score: 4}}
)");
    CHECK(lab.title == "Routers: an introduction");
    CHECK(lab.existing_machines.at("r1").agent == "unix:/run/agents/{student}-r1.sock");
    CHECK(lab.existing_machines.at("r2").domain == "{student}-r2");
    CHECK(lab.existing_machines.at("r2").uri == "qemu:///session");
    CHECK(lab.timeouts.boot == Seconds(10));
    CHECK(lab.timeouts.setup == Seconds(20));
    CHECK(lab.timeouts.check == Seconds(30));
    CHECK(lab.timeouts.suite == Seconds(40));
    CHECK(lab.timeouts.attempt == Seconds(50));
    CHECK(lab.mode_of("r1") == Mode::guest);
    CHECK(lab.mode_of("r2") == Mode::host);
    CHECK(lab.mode_of("lab") == Mode::host);
    CHECK(lab.points.at("r1/r1.py::test_a") == 2.5);
    CHECK(lab.total == 100);
    CHECK(lab.cross_check);
    CHECK(lab.partials.at("half") == PartialSolution{"r1", 4});
    CHECK(read("mode: host\n").mode_of("r1") == Mode::host);
}

TEST_CASE("lab.yaml: an empty one changes nothing", "[lab_file]") {
    CHECK(read("").title.empty());
    CHECK(read("# only a comment\n").title.empty());
}

TEST_CASE("lab.yaml: mistakes are shown with line and column", "[lab_file]") {
    CHECK_THROWS_WITH(read("titel: x\n"), Contains("lab.yaml:1:") && Contains("unknown key \"titel\""));
    CHECK_THROWS_WITH(read("title: [1]\n"), Contains("has to be a text"));
    CHECK_THROWS_WITH(read("title: a\ntitle: b\n"), Contains("lab.yaml:2:1") && Contains("duplicate key"));
    CHECK_THROWS_WITH(read("timeouts: {check: soon}\n"), Contains("lab.yaml:1:19") && Contains("seconds"));
    CHECK_THROWS_WITH(read("timeouts: {check: 0}\n"), Contains("from 1 to 86400"));
    CHECK_THROWS_WITH(read("machines: {srv: {mode: host}}\n"), Contains("mode: {srv: host}"));
    CHECK_THROWS_WITH(read("mode: both\n"), Contains("lab.yaml:1:7") && Contains("guest or host"));
    CHECK_THROWS_WITH(read("mode: {lab: guest}\n"), Contains("\"lab\""));
    CHECK_THROWS_WITH(read("points: {a: -1}\n"), Contains("from 0 to 1000000"));
    CHECK_THROWS_WITH(read("total: .nan\n"), Contains("from 0 to 1000000"));
    CHECK_THROWS_WITH(read("late: sometimes\n"), Contains("lab.yaml:1:7") && Contains("cut_off"));
    CHECK(read("late: cut-off\n").late == read("late: cut_off\n").late);
    CHECK(read("late: cut-off\n").late == late_policy_from("cut_off"));
    CHECK_THROWS_WITH(read("late: {per_day: 101}\n"), Contains("percent"));
    CHECK_THROWS_WITH(read("late: {at_most: 10}\n"), Contains("per_day"));
    CHECK_THROWS_WITH(read("cross_check: maybe\n"), Contains("true or false"));
    CHECK_THROWS_WITH(read("partials: {half: {machine: r1}}\n"), Contains("needs the score"));
    CHECK(read("machines: {R1: {domain: x}}\n").existing_machines.count("R1") == 1);
    CHECK_THROWS_WITH(read("machines: {R_1: {domain: x}}\n"), Contains("\"R_1\" cannot be the name of a machine"));
    CHECK_THROWS_WITH(read("machines: {Lab: {domain: x}}\n"), Contains("\"Lab\" cannot be the name of a machine"));
    CHECK_THROWS_WITH(
        read("machines:\n  r1: {domain: x}\n  R1: {domain: y}\n"),
        Contains("lab.yaml:3:7: the names of machines r1 and R1 differ only in capitals"));
    CHECK_THROWS_WITH(
        read("machines: {r1: {domain: x, shared: perhaps}}\n"), Contains("shared has to be true or false"));
    CHECK_THROWS_WITH(read("machines: {r1: {}}\n"), Contains("either agent"));
    CHECK_THROWS_WITH(read("machines: {r1: {agent: tcp}}\n"), Contains("unix:"));
    CHECK_THROWS_WITH(
        read("machines:\n  r1: {agent: unix:/a}\n  r2: {agent: unix:/a}\n"),
        Contains("lab.yaml:3:7: machines r1 and r2 are the same machine"));
    CHECK_THROWS_WITH(
        read("machines:\n  r1: {agent: unix:/a}\n  r2: {agent: unix:/a, shared: true}\n"),
        Contains("machines r1 and r2 are the same machine"));
    CHECK_THROWS_WITH(
        read("machines: {r1: {domain: \"{studnet}-r1\"}}\n"),
        Contains("domain has \"{studnet}\"; only {student} is allowed in braces"));
    CHECK_THROWS_WITH(read("machines: {r1: {domain: \"a{\"}}\n"), Contains("domain has \"{\""));
    CHECK_THROWS_WITH(read("- a\n"), Contains("mapping"));
    CHECK_THROWS_WITH(read("title: [a, b\n"), Contains("lab.yaml:"));
}

TEST_CASE("lab.yaml: each mistake has a line of its own", "[lab_file]") {
    CHECK_THROWS_WITH(
        read("titel: x\ntimeouts: {check: soon, boot: 0}\ntitle: good\n"),
        Contains("lab.yaml:1:8: unknown key \"titel\"") && Contains("partials\n/") &&
            Contains("lab.yaml:2:19: check has to be a whole number") && Contains("lab.yaml:2:31: boot has to"));
}

TEST_CASE("lab.yaml: parameters", "[lab_file]") {
    const auto lab = read("parameters:\n"
                          "  a: {int: [1, 5]}\n"
                          "  b: {port: [20000, 20001]}\n"
                          "  c: {subnet: {of: 10.0.0.0/8, prefix: 24}}\n"
                          "  d: {word: true}\n"
                          "  e: {choice: [x, y]}\n");
    REQUIRE(lab.parameters.size() == 5);
    CHECK(lab.parameters.at("a").most == 5);
    CHECK(lab.parameters.at("b").is_unique());
    CHECK(lab.parameters.at("c").prefix == 24);
    CHECK(lab.parameters.at("d").choices == usual_words());
    CHECK_THROWS_WITH(read("parameters: {a: {int: [1, 5], port: true}}\n"), Contains("one kind"));
    CHECK_THROWS_WITH(read("parameters: {a: {}}\n"), Contains("needs a kind"));
}
