#include "lib/base/error.hpp"
#include "lib/base/local_time.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/store/freeze_mark.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

const auto deadline = from_iso("2026-01-15T12:00:00Z");

struct FrozenClass : FakeClass {
    FrozenClass() : FakeClass({"ann", "bob", "eve"}) { context.begun = deadline - Seconds(60); }

    [[nodiscard]] std::optional<FreezeMark> mark(const std::string& student) const {
        return FreezeMarks(state.path()).of(instance(student));
    }

    auto freeze_all() { return freeze(context, "hello", {"ann", "bob", "eve"}, deadline, context.begun); }
};

} // namespace

TEST_CASE("freeze: machines are paused, and attempts count for the deadline", "[freeze]") {
    FrozenClass students;
    CHECK(students.freeze_all().empty());
    for (const auto* student : {"ann", "bob", "eve"}) {
        CHECK(students.machine(student).state == MachineState::paused);
        REQUIRE(students.mark(student));
        CHECK(students.mark(student)->state == FreezeState::frozen);
        CHECK(students.mark(student)->at == deadline);
    }
    CHECK(
        describe_freeze(students.context, students.instance("ann"))
            .rfind("frozen since " + local_time("2026-01-15T12:00:00Z"), 0) == 0);
}

TEST_CASE("freeze: one machine that cannot be paused keeps no other from it", "[freeze]") {
    FrozenClass students;
    students.host->before = [](const std::string& operation, const std::string& subject) {
        if (operation == "suspend" && subject == "ann-hello-srv") {
            throw Error("cannot suspend domain ann-hello-srv: internal error");
        }
    };
    const auto failures = students.freeze_all();
    REQUIRE(failures.size() == 1);
    CHECK(failures.at("ann").find("internal error") != std::string::npos);
    CHECK(students.observer.has("note: hello of ann is not frozen"));
    CHECK(students.machine("bob").state == MachineState::paused);
    CHECK(students.machine("eve").state == MachineState::paused);
    CHECK(students.mark("eve")->state == FreezeState::frozen);
    // Her machine runs on: her work counts from when she is graded, and a pause after that does not change it.
    CHECK_FALSE(students.mark("ann"));
    students.host->before = [](auto&&...) {};
    refreeze(students.context, {"hello", "ann"});
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK_FALSE(students.mark("ann"));
    CHECK(describe_freeze(students.context, students.instance("ann")).empty());
}

TEST_CASE("freeze: a run that was killed in the middle leaves no machine paused without a record", "[freeze]") {
    FrozenClass students;

    struct Kill {};

    students.host->before = [](const std::string& operation, const std::string& subject) {
        if (operation == "suspend" && subject == "bob-hello-srv") {
            throw Kill();
        }
    };
    CHECK_THROWS_AS(students.freeze_all(), Kill);
    CHECK(students.machine("ann").state == MachineState::paused);
    REQUIRE(students.mark("ann"));
    CHECK_FALSE(describe_freeze(students.context, students.instance("ann")).empty());

    // The same command again, later: ann's machine has not run since, the others' have.
    students.host->before = [](auto&&...) {};
    students.context.begun = deadline + Seconds(3600);
    CHECK(students.freeze_all().empty());
    CHECK(students.mark("ann")->state == FreezeState::frozen);
    CHECK(students.mark("ann")->at == deadline);
    CHECK(students.machine("bob").state == MachineState::paused);
    CHECK(students.mark("bob")->at > deadline);
}

TEST_CASE(
    "freeze: a machine that ran on after a killed freeze does not count as paused because it is off", "[freeze]") {
    FrozenClass students;

    struct Kill {};

    students.host->before = [](const std::string& operation, const std::string& subject) {
        if (operation == "suspend" && subject == "ann-hello-srv") {
            throw Kill();
        }
    };
    students.machine("eve").state = MachineState::off;
    CHECK_THROWS_AS(students.freeze_all(), Kill);
    students.host->before = [](auto&&...) {};
    students.machine("bob").state = MachineState::off;
    students.context.begun = deadline + Seconds(3600);
    CHECK(students.freeze_all().empty());
    CHECK(students.mark("bob")->at > deadline);
    // Hers was off at the deadline.
    CHECK(students.mark("eve")->at == deadline);
}

TEST_CASE("freeze: machines that run, or sleep and can wake up, are not frozen, even with a mark", "[freeze]") {
    FrozenClass students;
    students.machine("bob").state = MachineState::suspended;
    CHECK(students.freeze_all().empty());
    CHECK(students.machine("bob").state == MachineState::paused);
    const auto stays = [&](const char* student) {
        return stays_frozen(students.context, students.instance(student), students.mark(student).value());
    };
    CHECK(stays("ann"));
    students.machine("ann").state = MachineState::off; // Saved to disk.
    CHECK(stays("ann"));
    students.machine("ann").state = MachineState::running;
    CHECK_FALSE(stays("ann"));
    students.machine("bob").state = MachineState::suspended;
    CHECK_FALSE(stays("bob"));
    students.context.begun = deadline + Seconds(3600);
    CHECK(students.freeze_all().empty());
    CHECK(students.mark("ann")->at > deadline);
    CHECK(students.mark("eve")->at == deadline);
}

TEST_CASE("freeze: a mark that cannot be completed does not end the batch", "[freeze]") {
    FrozenClass students;
    const auto mark = Instances(students.state.path()).folder({"hello", "ann"}) / "frozen.json";
    students.host->before = [&](const std::string& operation, const std::string& subject) {
        if (operation == "suspend" && subject == "eve-hello-srv") {
            write_file_atomic(mark, "{");
        }
    };
    CHECK_NOTHROW(students.freeze_all());
    CHECK(students.observer.has("note: the freeze mark of hello of ann"));
    CHECK(students.mark("eve")->state == FreezeState::frozen);
}

TEST_CASE("freeze: a class that cannot be frozen is refused before the deadline", "[freeze]") {
    FrozenClass students;
    auto instance = students.instance("bob");
    instance.machines[0].address = AgentSocket{"unix:/run/agent.sock"};
    Instances(students.state.path()).save(instance);
    CHECK_THROWS_AS(require_freezable(students.context, "hello", {"ann", "bob"}), UsageError);
    CHECK_NOTHROW(require_freezable(students.context, "hello", {"ann", "eve", "nobody"}));
    students.host->reachable = false;
    CHECK_THROWS_AS(require_freezable(students.context, "hello", {"ann"}), UnreachableError);
}

TEST_CASE("freeze: resumed for a turn, paused again, resumed for good", "[freeze]") {
    FrozenClass students;
    CHECK(students.freeze_all().empty());
    thaw(students.context, {"hello", "ann"});
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK(students.mark("ann")->state == FreezeState::resumed);
    refreeze(students.context, {"hello", "ann"});
    CHECK(students.machine("ann").state == MachineState::paused);
    CHECK(students.mark("ann")->at == deadline);
    cancel_freeze(students.context, students.instance("ann"));
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK_FALSE(students.mark("ann"));
}

TEST_CASE("freeze: a provider that is away when a turn begins makes no student late", "[freeze]") {
    FrozenClass students;
    CHECK(students.freeze_all().empty());
    students.host->reachable = false;
    CHECK_THROWS_AS(thaw(students.context, {"hello", "ann"}), UnreachableError);
    students.host->reachable = true;
    CHECK(students.mark("ann")->state == FreezeState::frozen);
    CHECK(students.mark("ann")->at == deadline);
}

TEST_CASE("freeze: up resumes machines whose freeze mark is damaged, and removes the mark", "[freeze]") {
    FrozenClass students;
    CHECK(students.freeze_all().empty());
    const auto mark = Instances(students.state.path()).folder({"hello", "ann"}) / "frozen.json";
    write_file_atomic(mark, "{");
    cancel_freeze(students.context, students.instance("ann"));
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK_FALSE(std::filesystem::exists(mark));
    CHECK(students.observer.has("the freeze mark of hello of ann cannot be read"));
}

TEST_CASE("freeze: up that breaks off while it resumes machines leaves no mark that says frozen", "[freeze]") {
    FrozenClass students;
    CHECK(students.freeze_all().empty());
    students.host->before = [](const std::string& operation, const std::string&) {
        if (operation == "start") {
            throw Error("the host has too little memory");
        }
    };
    CHECK_THROWS_AS(cancel_freeze(students.context, students.instance("ann")), Error);
    REQUIRE(students.mark("ann"));
    CHECK(students.mark("ann")->state == FreezeState::resumed);
}

TEST_CASE("freeze: a damaged record or a socket is one student's failure", "[freeze]") {
    FrozenClass students;
    write_file_atomic(Instances(students.state.path()).folder({"hello", "ann"}) / "frozen.json", "{");
    auto instance = students.instance("bob");
    instance.machines[0].address = AgentSocket{"unix:/run/agent.sock"};
    Instances(students.state.path()).save(instance);
    const auto failures = students.freeze_all();
    CHECK(failures.size() == 2);
    CHECK(failures.at("ann").find("the freeze mark of hello of ann: ") == 0);
    CHECK(failures.at("bob").find("socket") != std::string::npos);
    CHECK(students.machine("ann").state == MachineState::running);
    CHECK(students.machine("eve").state == MachineState::paused);
    CHECK(students.mark("eve")->state == FreezeState::frozen);
}

TEST_CASE("freeze: the deadline is waited for", "[freeze]") {
    FakeClass students({});
    FakeClock clock(deadline - std::chrono::hours(3));

    struct TickingObserver : Observer {
        explicit TickingObserver(FakeClock& time) : clock(time) {}

        void on(const Event& event) override {
            if (const auto* step = std::get_if<StepEvent>(&event.data)) {
                text = step->text;
            }
        }

        void tick() override {
            clock.advance(std::chrono::minutes(45));
            ++ticks;
        }

        FakeClock& clock;
        std::string text;
        int ticks = 0;
    } observer(clock);

    auto context = students.context.with(observer);
    wait_until(context, deadline);
    CHECK(observer.text == "Waiting until " + local_time("2026-01-15T12:00:00Z") + ", for 3 h");
    CHECK(observer.ticks == 4);
    wait_until(context, deadline);
    CHECK(observer.ticks == 4);
}
