#include "lib/session/batch/grader.hpp"
#include "lib/session/instance/freeze.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

const auto deadline = from_iso("2026-01-15T12:00:00Z");

/// ann and bob, whose checks are all measured, or none of them.
struct ExamClass : FakeClass {
    ExamClass() : FakeClass({"ann", "bob"}) {
        context.begun = deadline - Seconds(60);
        host->agent = [](const std::string& machine, const std::string&) -> std::string {
            throw AgentError(AgentFault::silent, "the agent of {} does not answer", machine);
        };
    }

    /// One check in each machine, which cannot be measured, because the agents are silent.
    void add_check() {
        Check check;
        check.id = "srv/a";
        check.machine = "srv";
        Suite suite;
        suite.machine = "srv";
        checks.all = {{suite, {check}}};
        checks.suites = {{suite, {check}}};
    }

    void freeze_class() {
        options.freeze = true;
        options.deadline = deadline;
        grader.not_frozen(freeze(context, "hello", {"ann", "bob"}, deadline, context.begun));
    }

    BatchRow grade(std::size_t student) { return grader.grade(context, targets[student], false); }

    [[nodiscard]] std::optional<FreezeMark> mark(const std::string& student) const {
        return FreezeMarks(state.path()).of(instance(student));
    }

    [[nodiscard]] bool is_late(const BatchRow& row) const {
        return Attempts(state.path()).read({"hello", row.target.student}, row.attempt).lateness.value().late();
    }

    PreparedChecks checks;
    BatchCheckOptions options;
    std::optional<MemoryRotation> rotation;
    Grader grader{context, lab, checks, options, rotation};
};

} // namespace

TEST_CASE("grader: a student who is graded runs again, one who is not stays frozen since the deadline", "[batch]") {
    ExamClass students;
    students.freeze_class();
    CHECK(students.grade(0).outcome == Outcome::graded);
    CHECK_FALSE(students.mark("ann"));
    CHECK(students.machine("ann").state == MachineState::running);
    students.add_check();
    const auto row = students.grade(1);
    CHECK(row.outcome == Outcome::ungraded);
    CHECK(row.hint.rfind("frozen since", 0) == 0);
    CHECK(students.machine("bob").state == MachineState::paused);
    CHECK(students.mark("bob")->state == FreezeState::frozen);
    CHECK(students.mark("bob")->at == deadline);
    CHECK(students.grader.still_frozen(students.targets) == std::vector<std::string>{"bob"});
}

TEST_CASE("grader: also with --restart, graded students are not among those who stay frozen", "[batch]") {
    ExamClass students;
    students.options.restart = true;
    students.freeze_class();
    CHECK(students.grade(0).outcome == Outcome::graded);
    CHECK(students.grade(1).outcome == Outcome::graded);
    CHECK(students.grader.still_frozen(students.targets).empty());
    students.grader.refreeze_all(students.context, {"ann", "bob"});
    CHECK(students.machine("ann").state == MachineState::running);
}

TEST_CASE("grader: a student who could not be frozen is late, and never frozen since the deadline", "[batch]") {
    ExamClass students;
    students.add_check();
    students.host->before = [](const std::string& operation, const std::string& subject) {
        if (operation == "suspend" && subject == "ann-hello-srv") {
            throw Error("cannot suspend {}", subject);
        }
    };
    students.freeze_class();
    students.host->before = [](auto&&...) {};
    auto row = students.grade(0);
    CHECK(row.outcome == Outcome::ungraded);
    CHECK(row.detail.find("not frozen at the deadline: cannot suspend") != std::string::npos);
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK_FALSE(students.mark("ann"));
    // The same command in the next morning.
    students.checks = {};
    students.context.begun = deadline + Seconds(36000);
    students.freeze_class();
    row = students.grade(0);
    row.target = students.targets[0];
    CHECK(students.is_late(row));
}

TEST_CASE("grader: machines that were started while they were marked as frozen count from the present", "[batch]") {
    ExamClass students;
    students.freeze_class();
    students.machine("ann").state = MachineState::running;
    for (const std::size_t student : {0U, 1U}) {
        auto row = students.grade(student);
        row.target = students.targets[student];
        CHECK(students.is_late(row) == (student == 0));
    }
}

TEST_CASE("grader: a batch without --freeze leaves frozen students alone, also graded ones", "[batch]") {
    ExamClass students;
    CHECK(students.grade(0).outcome == Outcome::graded);
    students.freeze_class();
    students.options = {};
    const auto row = students.grade(0);
    CHECK(row.hint.rfind("frozen since", 0) == 0);
    CHECK(students.machine("ann").state == MachineState::paused);
    CHECK(students.mark("ann")->state == FreezeState::frozen);
}
