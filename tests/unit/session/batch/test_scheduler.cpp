#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/observer_guard.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace crocum;

namespace {

struct View : Observer {
    void on(const Event& event) override {
        if (const auto* end = std::get_if<RowEvent>(&event.data)) {
            lines.push_back(event.student + (end->is_final ? " for good" : " for now"));
            if (broken) {
                throw Error("cannot write the output: no space left on device");
            }
        } else if (const auto* turn = std::get_if<TurnEvent>(&event.data)) {
            turns.push_back(event.student + (turn->is_retry ? " again" : ""));
        } else if (const auto* note = std::get_if<NoteEvent>(&event.data)) {
            notes.push_back(event.student + ": " + note->text);
        }
    }

    bool broken = false;
    std::vector<std::string> lines;
    std::vector<std::string> turns;
    std::vector<std::string> notes;
};

BatchRow row_for(const std::exception_ptr& failure) {
    return row_of({"ann", "", false}, failure);
}

BatchRow done() {
    BatchRow row;
    row.outcome = Outcome::graded;
    return row;
}

} // namespace

TEST_CASE("scheduler: a transient failure gets a second turn after all first ones, others do not", "[batch]") {
    FakeClass students({"ann", "bob", "eve"});
    std::vector<std::string> turns;
    Batch batch;
    batch.targets = students.targets;
    batch.work = [&](Context&, const Target& target, bool is_retry) {
        turns.push_back(target.student + (is_retry ? " again" : ""));
        if (target.student == "ann" && !is_retry) {
            throw AgentError(AgentFault::busy, "the agent is busy");
        }
        if (target.student == "bob") {
            throw Error("its setup script failed");
        }
        return done();
    };
    View view;
    const auto rows = run_batch(students.context.with(view), batch);
    CHECK(turns == std::vector<std::string>{"ann", "bob", "eve", "ann again"});
    CHECK(view.turns == turns);
    CHECK(view.lines == std::vector<std::string>{"ann for now", "bob for good", "eve for good", "ann for good"});
    CHECK(rows.at(0).outcome == Outcome::graded);
    CHECK(rows.at(0).is_retry);
    CHECK(rows.at(1).outcome == Outcome::failed);
    CHECK_FALSE(rows.at(1).retryable);
    CHECK(exit_of(rows) == Exit::failed);
}

TEST_CASE("scheduler: the batch is carried out to its end without a view that fails", "[batch]") {
    FakeClass students({"ann", "bob", "eve"});
    int turns = 0;
    Batch batch;
    batch.targets = students.targets;
    batch.work = [&](Context&, const Target&, bool) {
        ++turns;
        return done();
    };
    View view;
    view.broken = true;
    ObserverGuard guard(view);
    const auto rows = run_batch(students.context.with(guard), batch);
    CHECK(turns == 3);
    CHECK(rows.size() == 3);
    CHECK(rows.at(2).outcome == Outcome::graded);
    CHECK(view.lines.size() == 1);
    CHECK_THROWS_WITH(guard.rethrow(), Catch::Contains("no space left"));
    auto context = students.context.with(view);
    CHECK_THROWS_WITH(run_guarded_batch(context, batch), Catch::Contains("no space left"));
    CHECK(turns == 6);
}

TEST_CASE("scheduler: the row for each kind of exception", "[batch]") {
    CHECK(row_for(std::make_exception_ptr(UnreachableError("libvirt is away"))).outcome == Outcome::unreachable);
    CHECK(row_for(std::make_exception_ptr(UnreachableError("libvirt is away"))).retryable);
    const auto waiting = row_for(std::make_exception_ptr(WaitingError(Shortage::memory, "no room in memory")));
    CHECK(waiting.outcome == Outcome::waiting);
    CHECK(waiting.outcome_text() == "waiting: memory");
    CHECK_FALSE(waiting.retryable);
    CHECK(row_for(std::make_exception_ptr(UsageError("there is no machine x"))).exit == Exit::failed);
}

TEST_CASE("scheduler: events of a turn carry the student, events of the batch do not", "[batch]") {
    FakeClass students({"ann"});
    Batch batch;
    batch.targets = students.targets;
    batch.work = [&](Context& own, const Target&, bool) {
        own.observer.note("its clock is wrong");
        return done();
    };
    View view;
    auto context = students.context.with(view);
    context.observer.note("the host is slow");
    static_cast<void>(run_batch(context, batch));
    CHECK(view.notes == std::vector<std::string>{": the host is slow", "ann: its clock is wrong"});
}

TEST_CASE("scheduler: a second turn that fails keeps the attempt and the score of the first", "[batch]") {
    FakeClass students({"ann"});
    Batch batch;
    batch.targets = students.targets;
    batch.work = [&](Context&, const Target&, bool is_retry) -> BatchRow {
        if (is_retry) {
            throw UnreachableError("libvirt is away");
        }
        BatchRow row;
        row.outcome = Outcome::ungraded;
        row.exit = Exit::ungraded;
        row.detail = "srv: agent_silent";
        row.retryable = true;
        row.attempt = "2026-11-27T100000.000000Z-000000";
        row.score = EffectiveScore{};
        return row;
    };
    const auto rows = run_batch(students.context, batch);
    CHECK(rows.at(0).outcome == Outcome::ungraded);
    CHECK(rows.at(0).exit == Exit::ungraded);
    CHECK(rows.at(0).attempt == "2026-11-27T100000.000000Z-000000");
    CHECK(rows.at(0).score);
    CHECK(rows.at(0).detail == "srv: agent_silent; second turn: libvirt is away");
    CHECK(rows.at(0).is_retry);
}

TEST_CASE("scheduler: after a signal a student who waits for a second turn has a final row", "[batch]") {
    FakeClass students({"ann", "bob"});
    Batch batch;
    batch.targets = students.targets;
    batch.work = [&](Context&, const Target& target, bool) -> BatchRow {
        if (target.student == "ann") {
            throw UnreachableError("libvirt is away");
        }
        static_cast<void>(raise_interrupt(SIGINT));
        return done();
    };
    View view;
    const auto rows = run_batch(students.context.with(view), batch);
    forget_interrupt();
    CHECK(view.lines == std::vector<std::string>{"ann for now", "bob for good", "ann for good"});
    CHECK(rows.at(0).outcome == Outcome::unreachable);
}
