#include "lib/base/error.hpp"
#include "lib/base/local_time.hpp"
#include "lib/session/batch/freeze_time.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/due_dates.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace crocum;

namespace {

const auto noon = from_iso("2026-01-15T12:00:00Z");

struct TickingObserver : RecordingObserver {
    void tick() override { on_tick(); }

    std::function<void()> on_tick;
};

/// ann and bob are in a class, and eve in none. An hour passes in each tick of a wait.
struct DueClass : FakeClass {
    DueClass() : FakeClass({"ann", "bob", "eve"}) {
        Student ann;
        ann.id = ann.external = "ann";
        Student bob;
        bob.id = bob.external = "bob";
        Database database(context.config.database, context.config.state);
        static_cast<void>(Classes(database).import("net", {ann, bob}));
        ticking.on_tick = [this] {
            clock.advance(Seconds(3600));
            then();
        };
        caller.begun = current_time();
    }

    void due(const std::string& student, Time at) {
        Database database(context.config.database, context.config.state);
        DueDate date;
        date.lab = lab.id;
        date.class_name = "net";
        date.student = student;
        date.at = at;
        DueDates(database).set({date});
    }

    FreezeTime wait(const std::optional<Time>& deadline = std::nullopt) {
        return wait_for_freeze(caller, lab.id, targets, deadline);
    }

    static std::vector<std::string> students(const FreezeTime& freeze) {
        std::vector<std::string> names;
        for (const auto& target : freeze.targets) {
            names.push_back(target.student);
        }
        return names;
    }

    FakeClock clock{noon - Seconds(3 * 3600)};
    TickingObserver ticking;
    Context caller = context.with(ticking);
    std::function<void()> then = [] {};
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("freeze time: students who are due at another time than the first are left out, and named", "[freeze]") {
    DueClass fake;
    fake.due("", noon);
    fake.due("bob", noon + Seconds(86400));
    const auto freeze = fake.wait();
    CHECK(freeze.at == noon);
    CHECK(freeze.known == fake.caller.begun);
    CHECK(DueClass::students(freeze) == Names{"ann"});
    CHECK(fake.ticking.has("Waiting until the due date, " + local_time("2026-01-15T12:00:00Z")));
    CHECK(fake.ticking.has("bob (due " + local_time("2026-01-16T12:00:00Z") + "), eve (no due date)"));
    CHECK(current_time() >= noon);
}

TEST_CASE("freeze time: a due date that is moved while it is waited for holds", "[freeze]") {
    DueClass fake;
    fake.due("", noon);
    SECTION("to a later time") {
        fake.then = [&] {
            fake.due("", noon + Seconds(86400));
            fake.then = [] {};
        };
        const auto freeze = fake.wait();
        CHECK(freeze.at == noon + Seconds(86400));
        CHECK(freeze.known < noon);
        CHECK(DueClass::students(freeze) == Names{"ann", "bob"});
    }
    SECTION("to a time that has passed: the machines have run since, and their work counts from now") {
        fake.then = [&] { fake.due("", noon - Seconds(86400)); };
        const auto freeze = fake.wait();
        CHECK(freeze.at == noon - Seconds(86400));
        CHECK(freeze.known > freeze.at);
    }
    SECTION("for one student") {
        fake.then = [&] { fake.due("ann", noon + Seconds(86400)); };
        CHECK(DueClass::students(fake.wait()) == Names{"bob"});
    }
}

TEST_CASE("freeze time: without a due date and a deadline there is no time; a deadline is for all", "[freeze]") {
    DueClass fake;
    CHECK_THROWS_AS(fake.wait(), UsageError);
    const auto freeze = fake.wait(noon);
    CHECK(freeze.at == noon);
    CHECK(DueClass::students(freeze) == Names{"ann", "bob", "eve"});
}
