#include "lib/session/batch/skip_graded.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

/// ann has a complete attempt of two checks, one of which failed.
struct Graded : FakeClass {
    Graded() : FakeClass({"ann"}) {
        CollectedSuite suite;
        suite.suite.machine = "srv";
        suite.suite.digest = "d1";
        suite.checks = {check("srv/a", 1), check("srv/b", 2)};
        checks.all = {suite};
        attempt("2026-11-20T100000Z-aa", "2026-11-20T10:00:00Z");
    }

    static Check check(const char* id, double points) {
        Check made;
        made.id = id;
        made.machine = "srv";
        made.points = points;
        return made;
    }

    void attempt(
        const char* name, const char* started, bool measured = true, std::optional<Lateness> late = std::nullopt) {
        const Attempts attempts(state.path());
        Attempt made;
        made.id = {"hello", "ann"};
        made.name = name;
        made.instance = instance("ann").mark;
        made.started = made.finished = started;
        made.suite_digests = {{"srv", "d1"}};
        made.lateness = std::move(late);
        made.machines["srv"].mode = to_string(checks.all[0].suite.mode);
        for (const auto& one : checks.all[0].checks) {
            CheckResult result;
            result.check = one;
            result.verdict = !measured ? Verdict::ungraded : one.points == 1 ? Verdict::passed : Verdict::failed;
            result.share = result.verdict == Verdict::passed ? 1 : 0;
            made.results.push_back(result);
        }
        AttemptFolder(attempts.folder(made.id, made.name)).finish(made);
    }

    [[nodiscard]] bool skipped() const {
        return SkipGraded(context, checks, options).of(instance("ann"), resumed).has_value();
    }

    PreparedChecks checks;
    BatchCheckOptions options;
    std::optional<Time> resumed;
};

} // namespace

TEST_CASE("skip graded: a student whose inputs have not changed is skipped, with or without full points", "[batch]") {
    Graded students;
    students.options.skip_graded = true;
    CHECK(students.skipped());
    students.options.restart = true;
    CHECK_FALSE(students.skipped());
}

TEST_CASE("skip graded: unless it is requested, all students are graded", "[batch]") {
    CHECK_FALSE(Graded().skipped());
}

TEST_CASE("skip graded: a student whom the unfinished run graded is skipped when it is continued", "[batch]") {
    Graded students;
    students.resumed = from_iso("2026-11-20T10:00:00Z");
    CHECK(students.skipped());
    SECTION("not one whose suite was corrected since") {
        students.checks.all[0].suite.digest = "d2";
    }
    SECTION("not one who was graded before it") {
        students.resumed = from_iso("2026-11-20T10:00:01Z");
    }
    SECTION("not with --restart") {
        students.options.restart = true;
    }
    SECTION("not one whose newest attempt measured nothing") {
        students.attempt("2026-11-20T100100Z-bb", "2026-11-20T10:01:00Z", false);
    }
    SECTION("not when it graded other checks") {
        students.checks.selection = "-k route";
    }
    SECTION("not when it graded for no deadline") {
        students.options.deadline = from_iso("2026-11-21T00:00:00Z");
    }
    CHECK_FALSE(students.skipped());
}

TEST_CASE("skip graded: a rehearsal before the deadline is not the grade of the frozen machines", "[batch]") {
    Graded students;
    const auto deadline = from_iso("2026-11-20T12:00:00Z");
    students.options.freeze = true;
    students.options.deadline = deadline;
    const auto graded_at = [&](const char* name, Time counted) {
        students.attempt(name, "2026-11-20T10:00:00Z", true, lateness(deadline, counted, {}));
    };
    graded_at("2026-11-20T100001Z-bb", deadline - Seconds(1200));
    CHECK_FALSE(students.skipped());
    graded_at("2026-11-20T120001Z-cc", deadline);
    CHECK(students.skipped());
}

TEST_CASE("skip graded: a student whose checks or instance changed is graded again", "[batch]") {
    Graded students;
    students.options.skip_graded = true;
    SECTION("the suite") {
        students.checks.all[0].suite.digest = "d2";
    }
    SECTION("the points") {
        students.checks.all[0].checks[0].points = 3;
    }
    SECTION("the mode") {
        students.checks.all[0].suite.mode = Mode::host;
    }
    SECTION("a part is asked for") {
        students.checks.partial = true;
    }
    SECTION("a deadline that the attempt did not have") {
        students.options.deadline = from_iso("2026-11-21T00:00:00Z");
    }
    SECTION("a newer attempt that measured nothing") {
        students.attempt("2026-11-21T100000Z-bb", "2026-11-21T10:00:00Z", false);
    }
    SECTION("another instance of the same student") {
        auto instance = students.instance("ann");
        instance.mark = "ffffffff";
        Instances(students.state.path()).save(instance);
    }
    CHECK_FALSE(students.skipped());
}

TEST_CASE("skip graded: with a time, any complete attempt since then counts", "[batch]") {
    Graded students;
    students.checks.all[0].suite.digest = "d2";
    students.options.skip_graded_since = from_iso("2026-11-20T09:00:00Z");
    CHECK(students.skipped());
    students.options.skip_graded_since = from_iso("2026-11-20T11:00:00Z");
    CHECK_FALSE(students.skipped());
}
