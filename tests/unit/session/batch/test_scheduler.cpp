#include "lib/base/error.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/batch/view_guard.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

struct View : BatchObserver {
    void finished(const BatchRow& row, bool for_good) override {
        lines.push_back(row.target.student + (for_good ? " for good" : " for now"));
        if (broken) {
            throw Error("cannot write the output: no space left on device");
        }
    }

    bool broken = false;
    std::vector<std::string> lines;
};

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
    const auto rows = run_batch(students.context, batch, view);
    CHECK(turns == std::vector<std::string>{"ann", "bob", "eve", "ann again"});
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
    ViewGuard guard(view);
    const auto rows = run_batch(students.context, batch, guard);
    CHECK(turns == 3);
    CHECK(rows.size() == 3);
    CHECK(rows.at(2).outcome == Outcome::graded);
    CHECK(view.lines.size() == 1);
    CHECK_THROWS_WITH(guard.rethrow(), Catch::Contains("no space left"));
    CHECK_THROWS_WITH(run_guarded_batch(students.context, batch, view), Catch::Contains("no space left"));
    CHECK(turns == 6);
}

TEST_CASE("scheduler: what an exception makes of a row", "[batch]") {
    const Target target{"ann", "", false};
    CHECK(row_of(target, UnreachableError("libvirt is away")).outcome == Outcome::unreachable);
    CHECK(row_of(target, UnreachableError("libvirt is away")).retryable);
    const auto waiting = row_of(target, WaitingError("memory", "no room in memory"));
    CHECK(waiting.outcome == Outcome::waiting);
    CHECK(waiting.outcome_text() == "waiting: memory");
    CHECK_FALSE(waiting.retryable);
    CHECK(row_of(target, UsageError("there is no machine x")).exit == Exit::failed);
}
