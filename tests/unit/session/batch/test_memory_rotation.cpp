#include "lib/base/error.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/locks.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>

using namespace crocum;

namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;

/// A class on a host whose memory takes so many of its machines, which need 1 GiB each with QEMU.
struct FullHost : FakeClass {
    explicit FullHost(unsigned fit, const std::vector<std::string>& students) : FakeClass({}) {
        for (const auto& student : students) {
            add(student, gib - (gib >> 3U)); // QEMU takes an eighth beside it.
            machine(student).state = MachineState::off;
        }
        context.config.memory_limit = fit * 1024;
    }
};

/// What the work returns; fails the test where that takes too long, as where students wait for each other.
template <typename Work>
void within_seconds(Work work) {
    auto result = std::async(std::launch::async, work);
    if (result.wait_for(Seconds(20)) != std::future_status::ready) {
        FAIL_CHECK("it does not end");
        std::_Exit(1); // The thread would be waited for.
    }
    result.get();
}

} // namespace

TEST_CASE("memory rotation: machines are started for a turn and saved after it", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[0]);
    CHECK(students.machine("ann").state == MachineState::running);
    rotation.release(students.context, students.targets[0]);
    CHECK(students.machine("ann").saved);
    rotation.acquire(students.context, students.targets[1]);
    rotation.release(students.context, students.targets[1]);
    CHECK(students.machine("bob").saved);
    CHECK(rotation.restore_all(students.context).empty());
    CHECK(students.machine("ann").saved); // It was off before.
}

TEST_CASE("memory rotation: machines that ran make room, and run again afterwards", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    students.machine("ann").state = MachineState::running;
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[1]);
    CHECK(students.machine("ann").saved);
    rotation.release(students.context, students.targets[1]);
    CHECK(rotation.restore_all(students.context).empty());
    CHECK(students.machine("ann").state == MachineState::running);
}

TEST_CASE("memory rotation: a save that fails is noted, and no student waits for it", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    students.host->before = [](const std::string& operation, const std::string& subject) {
        if (operation == "save") {
            throw Error("cannot save {}: no space left on device", subject);
        }
    };
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[0]);
    auto waiting = std::async(std::launch::async, [&] { rotation.acquire(students.context, students.targets[1]); });
    within_seconds([&] { rotation.release(students.context, students.targets[0]); });
    CHECK(students.observer.has("ann could not be saved and go on running"));
    // Its memory is still taken: who waits for it is told so instead of waiting for ever.
    within_seconds([&] { CHECK_THROWS_AS(waiting.get(), WaitingError); });
    rotation.release(students.context, students.targets[1]);
}

TEST_CASE("memory rotation: machines that another command uses make room once it has ended", "[batch]") {
    FullHost students(1, {"ann", "bob", "eve"});
    students.machine("ann").state = MachineState::running;
    MemoryRotation rotation(students.context, students.lab, students.targets);
    {
        const auto console = lock_instance(students.context, {"hello", "ann"});
        within_seconds([&] { CHECK_THROWS_AS(rotation.acquire(students.context, students.targets[1]), WaitingError); });
        rotation.release(students.context, students.targets[1]);
    }
    CHECK(students.machine("ann").state == MachineState::running);
    within_seconds([&] { CHECK_NOTHROW(rotation.acquire(students.context, students.targets[2])); });
    CHECK(students.machine("ann").saved);
    rotation.release(students.context, students.targets[2]);
    CHECK(rotation.restore_all(students.context).empty());
    CHECK(students.machine("ann").state == MachineState::running);
}

TEST_CASE("memory rotation: students who all lack memory give up instead of waiting for each other", "[batch]") {
    FullHost students(1, {"ann", "bob", "eve"});
    students.add("other", gib - (gib >> 3U)); // Takes the host's only place, and is no student of the batch.
    students.targets.pop_back();
    MemoryRotation rotation(students.context, students.lab, students.targets);
    // Catch's macros are this thread's alone.
    std::atomic<int> gave_up{0};
    within_seconds([&] {
        std::vector<std::future<void>> turns;
        for (const auto& target : students.targets) {
            turns.push_back(std::async(std::launch::async, [&, &one = target] {
                try {
                    rotation.acquire(students.context, one);
                } catch (const WaitingError&) {
                    ++gave_up;
                }
                rotation.release(students.context, one);
            }));
        }
        for (auto& turn : turns) {
            turn.get();
        }
    });
    CHECK(gave_up == 3);
}

TEST_CASE("memory rotation: a student waits for the turn of another to end", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[0]);
    auto waiting = std::async(std::launch::async, [&] { rotation.acquire(students.context, students.targets[1]); });
    CHECK(waiting.wait_for(Milliseconds(300)) == std::future_status::timeout);
    rotation.release(students.context, students.targets[0]);
    within_seconds([&] { waiting.get(); });
    CHECK(students.machine("bob").state == MachineState::running);
    rotation.release(students.context, students.targets[1]);
}

TEST_CASE("memory rotation: memory that is being released is waited for", "[batch]") {
    FullHost students(1, {"ann", "bob", "eve"});
    students.machine("ann").state = MachineState::running;
    std::promise<void> saving;
    std::promise<void> go_on;
    auto may_end = go_on.get_future().share();
    students.host->before = [&, first = std::make_shared<std::atomic<bool>>(true)](
                                const std::string& operation, const std::string& subject) {
        if (operation == "save" && subject == "ann-hello-srv" && first->exchange(false)) {
            saving.set_value();
            may_end.wait();
        }
    };
    MemoryRotation rotation(students.context, students.lab, students.targets);
    auto bob = std::async(std::launch::async, [&] {
        rotation.acquire(students.context, students.targets[1]);
        rotation.release(students.context, students.targets[1]);
    });
    saving.get_future().wait();
    // bob saves ann's machine for himself; eve finds nothing to save, and waits for his turn to end.
    auto eve = std::async(std::launch::async, [&] {
        rotation.acquire(students.context, students.targets[2]);
        rotation.release(students.context, students.targets[2]);
    });
    CHECK(eve.wait_for(Milliseconds(400)) == std::future_status::timeout);
    go_on.set_value();
    within_seconds([&] { CHECK_NOTHROW(bob.get()); });
    within_seconds([&] { CHECK_NOTHROW(eve.get()); });
}

TEST_CASE("memory rotation: machines whose agents stay silent do not keep their memory", "[batch]") {
    FullHost students(1, {"ann"});
    students.lab.timeouts.boot = Seconds(300);
    FakeClock clock;
    students.host->agent = [&](const std::string& machine, const std::string&) -> std::string {
        clock.advance(Seconds(100));
        throw AgentError(AgentFault::silent, "the agent of {} does not answer", machine);
    };
    MemoryRotation rotation(students.context, students.lab, students.targets);
    // The check reports them; other machines of the student are graded.
    within_seconds([&] { CHECK_NOTHROW(rotation.acquire(students.context, students.targets[0])); });
    CHECK(students.machine("ann").state == MachineState::running);
    rotation.release(students.context, students.targets[0]);
    CHECK(students.machine("ann").saved);
}

TEST_CASE("memory rotation: restored machines that are to be frozen are paused at once", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    students.machine("ann").state = MachineState::running;
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[1]);
    rotation.release(students.context, students.targets[1]);
    // An agent that is silent would hold up who waits for it.
    students.host->agent = [](const std::string&, const std::string&) -> std::string {
        throw Error("nobody waits for an agent here");
    };
    std::vector<std::string> paused;
    const auto stay =
        rotation.restore_all(students.context, {"ann"}, [&](const std::string& student) { paused.push_back(student); });
    CHECK(stay.empty());
    CHECK(paused == std::vector<std::string>{"ann"});
}

TEST_CASE("memory rotation: a machine that runs again is restored, also when its agent is silent", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    students.lab.timeouts.boot = Seconds(1);
    students.machine("ann").state = MachineState::running;
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[1]);
    rotation.release(students.context, students.targets[1]);
    REQUIRE(students.machine("ann").saved);
    students.host->agent = [](const std::string& machine, const std::string&) -> std::string {
        throw AgentError(AgentFault::silent, "the agent of {} does not answer", machine);
    };
    CHECK(rotation.restore_all(students.context).empty());
    CHECK(students.machine("ann").state == MachineState::running);
}

TEST_CASE("memory rotation: machines that another command froze are neither started nor saved", "[batch]") {
    FullHost students(1, {"ann", "bob"});
    const auto deadline = current_time();
    students.machine("ann").state = MachineState::running;
    CHECK(freeze(students.context, "hello", {"ann"}, deadline, students.context.begun).empty());
    MemoryRotation rotation(students.context, students.lab, students.targets);
    rotation.acquire(students.context, students.targets[0]);
    CHECK(students.machine("ann").state == MachineState::paused);
    rotation.release(students.context, students.targets[0]);
    within_seconds([&] { CHECK_THROWS_AS(rotation.acquire(students.context, students.targets[1]), WaitingError); });
    rotation.release(students.context, students.targets[1]);
    CHECK(students.machine("ann").state == MachineState::paused);
}
