#include "lib/base/error.hpp"
#include "lib/session/event.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("event: the JSON form names the event and its student", "[event]") {
    const auto note = to_json(Event{"ann", NoteEvent{"the disk is nearly full"}});
    CHECK(note == Json{{"event", "note"}, {"student", "ann"}, {"text", "the disk is nearly full"}});
    CHECK_FALSE(to_json(Event{"", StepEvent{"Planning"}}).contains("student"));
    const auto machine = to_json(Event{"", MachineEvent{"srv", MachineProgress::agent_up, 17.5, ""}});
    CHECK(machine.at("state") == "agent up");
    CHECK(machine.at("seconds") == 17.5);
}

TEST_CASE("event: a check that was not measured has no score", "[event]") {
    CheckResult result;
    result.check.id = "srv/test_srv.py::test_address";
    result.check.machine = "srv";
    result.verdict = Verdict::ungraded;
    result.reason = "agent_silent";
    const auto check = to_json(Event{"ann", CheckEvent{result}});
    CHECK(check.at("event") == "check");
    CHECK(check.at("verdict") == "ungraded");
    CHECK(check.at("score").is_null());
}

TEST_CASE("event: a row has the fields of the batch document, and whether it is final", "[event]") {
    auto row = row_of({"ann", "Ann Lee", false}, std::make_exception_ptr(LockedError("another crocum works on it")));
    const auto first = to_json(Event{"ann", RowEvent{row, false}});
    CHECK(first.at("final") == false);
    CHECK(first.at("outcome") == "locked");
    CHECK(first.at("exit") == 4);
    auto expected = to_json(row);
    expected["event"] = "row";
    expected["final"] = true;
    CHECK(to_json(Event{"ann", RowEvent{row, true}}) == expected);
}
