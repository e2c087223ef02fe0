#include "lib/base/error.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/session/instance/up.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using namespace crocum;

namespace {

const ResourceName domain{ResourceKind::domain, "ann-hello-srv", ""};

/// A student without an instance, on a fake host. The step that provisions is another one than Terraform's.
struct NewStudent : FakeClass {
    NewStudent() : FakeClass({}) {
        lab.has_terraform = true;
        steps = up_steps();
        steps.at(0).run = [this](UpWork& work) { provision(work.record); };
    }

    /// As Terraform's: the name is on record before the machine exists, and its UUID afterwards.
    void provision(InstanceRecord& record) {
        auto& instance = record.instance;
        instance.resources.insert(domain);
        record.save();
        if (fail_in_provision) {
            throw UnreachableError("the provider went away");
        }
        ++provisioned;
        host->machines[domain.name] = {"uuid-ann", MachineState::off, false, 1U << 20U, {}, {}, {}};
        instance.uuids[domain] = "uuid-ann";
        InstanceMachine machine;
        machine.name = "srv";
        machine.address = ProviderMachine{instance.uri, domain.name, "uuid-ann"};
        instance.machines = {machine};
        instance.phase = Phase::setup;
    }

    UpResult create() { return up(context, lab, "ann", {}, steps); }

    DownResult destroy() { return down(context, {"hello", "ann"}); }

    [[nodiscard]] std::optional<Instance> record() const { return Instances(state.path()).find({"hello", "ann"}); }

    /// Whether everything that exists is on record, so that a later down removes it.
    [[nodiscard]] bool everything_on_record() const {
        const auto found = record();
        return host->machines.empty() || (found && found->resources.count(domain) == 1);
    }

    /// The operation with this number, and no other, fails. Returns the number of operations that were called.
    std::shared_ptr<int> fail_at(int number, std::function<void()> fail) {
        auto calls = std::make_shared<int>(0);
        host->before = [calls, number, fail = std::move(fail)](const std::string&, const std::string&) {
            if ((*calls)++ == number) {
                fail();
            }
        };
        return calls;
    }

    void repair() {
        host->before = [](auto&&...) {};
        fail_in_provision = false;
    }

    UpSteps steps;
    bool fail_in_provision = false;
    int provisioned = 0;
};

void go_away() {
    throw UnreachableError("the provider does not answer");
}

void press_ctrl_c() {
    throw Interrupted(SIGINT);
}

} // namespace

TEST_CASE("steps: up provisions, starts and waits; a second up changes nothing", "[steps]") {
    NewStudent student;
    const auto first = student.create();
    CHECK(first.made);
    CHECK(first.started);
    CHECK(first.instance.phase == Phase::ready);
    CHECK(student.host->machines.at(domain.name).state == MachineState::running);
    const auto second = student.create();
    CHECK_FALSE(second.made);
    CHECK_FALSE(second.started);
    CHECK(student.provisioned == 1);
}

TEST_CASE("steps: up that breaks off before or after any step is continued by the next up", "[steps]") {
    for (std::size_t broken = 0; broken < up_steps().size(); ++broken) {
        for (const bool before : {true, false}) {
            NewStudent student;
            const auto intact = student.steps;
            auto& step = student.steps.at(broken);
            step.applies = [](const UpWork&) { return true; };
            step.run = [&, run = intact.at(broken).run](UpWork& work) {
                if (!before) {
                    run(work);
                }
                throw Error("broken off");
            };
            INFO(step.name << (before ? " not run" : " run"));
            CHECK_THROWS_WITH(student.create(), Catch::Contains("broken off"));
            CHECK(student.everything_on_record());
            student.steps = intact;
            // A step that ended without its record being written runs again, and finds what it made.
            CHECK(student.create().instance.phase == Phase::ready);
            CHECK(student.provisioned <= 2);
            CHECK(student.host->machines.size() == 1);
            CHECK(student.destroy().gone());
            CHECK(student.host->machines.empty());
        }
    }
}

TEST_CASE("steps: up that fails or is interrupted at any operation of the provider is continued", "[steps]") {
    for (const auto fail : {go_away, press_ctrl_c}) {
        int number = 0;
        for (bool failed = true; failed; ++number) {
            REQUIRE(number < 100);
            NewStudent student;
            const auto calls = student.fail_at(number, fail);
            failed = false;
            try {
                static_cast<void>(student.create());
            } catch (const std::exception&) {
                failed = true;
            }
            INFO("operation " << number);
            CHECK(student.everything_on_record());
            CHECK(student.provisioned == 1);
            student.repair();
            CHECK(student.create().instance.phase == Phase::ready);
            CHECK(student.provisioned == 1);
            failed = failed || *calls > number + 1;
        }
        CHECK(number > 3);
    }
}

TEST_CASE("steps: a provision that fails after it recorded names leaves a record that down removes", "[steps]") {
    NewStudent student;
    student.fail_in_provision = true;
    CHECK_THROWS_AS(student.create(), UnreachableError);
    CHECK(student.record()->resources.count(domain) == 1);
    CHECK(student.record()->phase == Phase::creating);
    CHECK(student.destroy().gone());
    CHECK_FALSE(student.record());
}

TEST_CASE("steps: down that fails or is interrupted at any operation is continued by the next down", "[steps]") {
    for (const auto fail : {go_away, press_ctrl_c}) {
        int number = 0;
        for (bool failed = true; failed; ++number) {
            REQUIRE(number < 100);
            NewStudent student;
            static_cast<void>(student.create());
            const auto calls = student.fail_at(number, fail);
            failed = false;
            try {
                failed = !student.destroy().gone();
            } catch (const std::exception&) {
                failed = true;
            }
            INFO("operation " << number);
            CHECK(student.everything_on_record());
            CHECK((failed || !student.record()));
            student.repair();
            CHECK(student.destroy().gone());
            CHECK(student.host->machines.empty());
            CHECK_FALSE(student.record());
            failed = failed || *calls > number + 1;
        }
        CHECK(number > 3);
    }
}

TEST_CASE("steps: up after a down that broke off finishes the down, then creates the instance again", "[steps]") {
    NewStudent student;
    static_cast<void>(student.create());
    student.host->before = [](const std::string& operation, const std::string&) {
        if (operation == "remove") {
            throw UnreachableError("the provider does not answer");
        }
    };
    CHECK_THROWS_AS(static_cast<void>(student.destroy()), Error);
    CHECK(student.record()->phase == Phase::removing);
    student.repair();
    CHECK(student.create().made);
    CHECK(student.observer.has("an earlier down was interrupted"));
    CHECK(student.provisioned == 2);
    CHECK(student.host->machines.size() == 1);
}

TEST_CASE("steps: up starts a machine that the user paused, and says that it started one", "[steps]") {
    NewStudent student;
    static_cast<void>(student.create());
    student.host->machines.at(domain.name).state = MachineState::paused;
    CHECK(student.create().started);
    CHECK(student.host->machines.at(domain.name).state == MachineState::running);
}

TEST_CASE("steps: up of an unchanged instance writes nothing, so that it works on a full disk", "[steps]") {
    NewStudent student;
    const auto created = student.create();
    const auto file = Instances(student.state.path()).folder(created.instance.id) / "instance.json";
    const auto before = std::filesystem::last_write_time(file);
    static_cast<void>(student.create());
    CHECK(std::filesystem::last_write_time(file) == before);
}
