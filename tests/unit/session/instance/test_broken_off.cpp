#include "lib/session/instance/freeze.hpp"
#include "tests/unit/session/instance/breakable_lab.hpp"

using namespace crocum;

namespace {

/// After an up that was broken off, the next one comes to its end and repeats nothing that is on record as done.
void require_up_continues(BreakableLab& lab) {
    const auto before = lab.found();
    const int scripts = lab.agent.scripts;
    const int applies = lab.calls("apply");
    REQUIRE(lab.bring_up());
    const auto after = lab.found();
    REQUIRE(after);
    CHECK(after->phase == Phase::ready);
    CHECK(after->broken.empty());
    REQUIRE(after->machines.size() == 1);
    CHECK(after->machines[0].set_up);
    const bool was_set_up = before && !before->machines.empty() && before->machines[0].set_up;
    CHECK(lab.agent.scripts == scripts + (was_set_up ? 0 : 1));
    const bool was_made = !lab.lab.has_terraform || (before && before->phase != Phase::creating);
    CHECK(lab.calls("apply") == applies + (was_made ? 0 : 1));
    CHECK(lab.host->machines.count(srv.name) == 1);
    CHECK(lab.host->machines.count("other") == 1);
}

} // namespace

TEST_CASE("broken off: up that is broken off at any point is continued by the next up", "[broken_off]") {
    const bool with_terraform = GENERATE(true, false);
    const bool interrupt = GENERATE(false, true);
    int last = 1;
    for (int at = 0; at < last; ++at) {
        INFO("broken off at point " << at << (interrupt ? " by Ctrl-C" : " by a kill"));
        BreakableLab lab(with_terraform);
        if (at == 0) {
            REQUIRE(lab.bring_up());
            last = lab.reached;
            REQUIRE(last > 5);
            CHECK(lab.agent.scripts == 1);
            CHECK(lab.calls("apply") == (with_terraform ? 1 : 0));
            continue;
        }
        lab.interrupt = interrupt;
        static_cast<void>(lab.bring_up(at));
        if (with_terraform) {
            lab.require_all_on_record();
        }
        require_up_continues(lab);
        if (with_terraform) {
            lab.require_all_on_record();
        }
    }
}

TEST_CASE("broken off: up continues after a call of Terraform that failed", "[broken_off]") {
    const auto* failure = GENERATE(
        "before init",
        "before plan",
        "after plan",
        "before show",
        "before apply",
        "half of apply",
        "state of apply",
        "after apply");
    INFO(failure);
    BreakableLab lab(true);
    lab.fail_once(failure);
    CHECK_FALSE(lab.bring_up());
    REQUIRE(lab.found());
    CHECK_FALSE(lab.found()->broken.empty());
    lab.require_all_on_record();
    require_up_continues(lab);
}

TEST_CASE("broken off: a setup script that failed runs again, and nothing before it", "[broken_off]") {
    BreakableLab lab(true);
    lab.agent.exit_code = 1;
    CHECK_FALSE(lab.bring_up());
    REQUIRE(lab.found());
    CHECK(lab.found()->phase == Phase::setup);
    CHECK_FALSE(lab.found()->broken.empty());
    lab.agent.exit_code = 0;
    require_up_continues(lab);
    CHECK(lab.agent.scripts == 2);
}

TEST_CASE("broken off: up of a ready instance starts its machines, and applies and sets up nothing", "[broken_off]") {
    BreakableLab lab(true);
    REQUIRE(lab.bring_up());
    lab.host->machines.at(srv.name).state = MachineState::off;
    require_up_continues(lab);
    CHECK(lab.host->machines.at(srv.name).state == MachineState::running);
}

TEST_CASE("broken off: down that is broken off at any point is continued by the next down, or by up", "[broken_off]") {
    const bool with_terraform = GENERATE(true, false);
    const bool interrupt = GENERATE(false, true);
    int last = 1;
    for (int at = 0; at < last; ++at) {
        INFO("broken off at point " << at << (interrupt ? " by Ctrl-C" : " by a kill"));
        BreakableLab lab(with_terraform);
        REQUIRE(lab.bring_up());
        if (at == 0) {
            REQUIRE(lab.take_down());
            CHECK(lab.gone);
            CHECK_FALSE(lab.found());
            CHECK(lab.host->machines.count("other") == 1);
            CHECK(lab.host->machines.count(srv.name) == (with_terraform ? 0 : 1));
            last = lab.reached;
            continue;
        }
        lab.interrupt = interrupt;
        static_cast<void>(lab.take_down(at));
        if (with_terraform) {
            lab.require_all_on_record();
        }
        if (at % 2 == 0) {
            REQUIRE(lab.bring_up());
            CHECK(lab.found()->phase == Phase::ready);
            CHECK(lab.host->machines.count(srv.name) == 1);
            continue;
        }
        REQUIRE(lab.take_down());
        CHECK(lab.gone);
        CHECK_FALSE(lab.found());
        CHECK(lab.host->machines.count("other") == 1);
        CHECK(lab.host->machines.count(srv.name) == (with_terraform ? 0 : 1));
        CHECK(lab.host->resources.empty());
    }
}

TEST_CASE("broken off: down removes what a failed terraform destroy leaves", "[broken_off]") {
    const auto* failure = GENERATE("before init", "before destroy", "half of destroy", "after destroy");
    INFO(failure);
    BreakableLab lab(true);
    REQUIRE(lab.bring_up());
    lab.fail_once(failure);
    REQUIRE(lab.take_down());
    CHECK(lab.gone);
    CHECK_FALSE(lab.found());
    CHECK(lab.host->machines.count(srv.name) == 0);
    CHECK(lab.host->resources.empty());
    CHECK(lab.host->machines.count("other") == 1);
}

TEST_CASE("broken off: down keeps the record while something is left", "[broken_off]") {
    BreakableLab lab(true);
    REQUIRE(lab.bring_up());
    lab.fail_once("half of destroy");
    const auto usual = lab.host->before;
    lab.host->before = [&](const std::string& operation, const std::string& subject) {
        usual(operation, subject);
        if (operation == "remove" && subject == lan.name) {
            write_file_atomic(lab.file_of(lan.name), "");
            throw Error("the network is in use");
        }
    };
    REQUIRE(lab.take_down());
    CHECK_FALSE(lab.gone);
    REQUIRE(lab.found());
    CHECK(lab.found()->phase == Phase::removing);
    lab.require_all_on_record();
    lab.host->before = usual;
    REQUIRE(lab.take_down());
    CHECK(lab.gone);
    CHECK_FALSE(lab.found());
}

TEST_CASE(
    "broken off: resources in Terraform's state are on record, also when their events were lost", "[broken_off]") {
    BreakableLab lab(true);
    write_file_atomic(lab.engine.path() / "no events", "");
    lab.fail_once("after apply");
    CHECK_FALSE(lab.bring_up());
    lab.require_all_on_record();
    REQUIRE(lab.take_down());
    CHECK(lab.gone);
    CHECK(lab.host->machines.count(srv.name) == 0);
    CHECK(lab.host->resources.empty());
}

TEST_CASE("broken off: down of existing machines resumes those that are frozen", "[broken_off][freeze]") {
    BreakableLab lab(false);
    REQUIRE(lab.bring_up());
    CHECK(freeze(lab.context, "hello", {"ann"}, current_time(), lab.context.begun).empty());
    REQUIRE(lab.host->machines.at(srv.name).state == MachineState::paused);
    REQUIRE(lab.take_down());
    CHECK(lab.gone);
    CHECK(lab.host->machines.at(srv.name).state == MachineState::running);
}
