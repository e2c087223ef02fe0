#include "lib/base/error.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/ownership.hpp"
#include "lib/session/locks.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

const ResourceName lan{ResourceKind::network, "ann-hello-lan", ""};
const ResourceName machine_name{ResourceKind::domain, "ann-hello-srv", ""};

/// ann's machine carries a mark, and uses a network that belongs to it; nothing of it is on record.
struct LostRecord : FakeClass {
    LostRecord() : FakeClass({"ann"}), instances(state.path()) {
        before = instance("ann");
        before.resources = {machine_name, lan};
        before.uuids = {{machine_name, "uuid-ann"}, {lan, "uuid-lan"}};
        instances.remove(before.id);
        host->resources[lan] = "uuid-lan";
        auto& one = machine("ann");
        one.mark = OwnerMark{before.mark, "hello", "ann", state.path().string()};
        one.belongings = before.uuids;
        one.use.networks = {lan.name};
    }

    /// A new instance of the same student, which has another mark.
    [[nodiscard]] Instance fresh() const {
        auto made = before;
        made.mark = "ffffffff";
        made.resources.clear();
        made.uuids.clear();
        return made;
    }

    [[nodiscard]] Lock lock() const { return lock_instance(context, before.id); }

    [[nodiscard]] std::shared_ptr<const Provider> provider() { return context.providers->at("fake:///host"); }

    Instances instances;
    Instance before;
};

} // namespace

TEST_CASE(
    "orphans: marked machines without a record are found, with the resources that their marks list", "[orphans]") {
    LostRecord lost;
    const auto marked = marked_domains(lost.context, *lost.provider(), {});
    REQUIRE(marked.orphans.size() == 1);
    CHECK(marked.orphans[0].id() == InstanceId{"hello", "ann"});
    CHECK(marked.orphans[0].domains == std::set<ResourceName>{machine_name});
    const auto record = adopted(marked.orphans[0]);
    CHECK(record.phase == Phase::removing);
    CHECK(record.resources == std::set<ResourceName>{machine_name, lan});
    CHECK(record.uuids == lost.before.uuids);
}

TEST_CASE("orphans: a record, another state directory and a clone are none", "[orphans]") {
    LostRecord lost;
    SECTION("on record") {
        lost.instances.save(lost.before);
        CHECK(recorded_domains(lost.context, "fake:///host") == std::set<std::string>{machine_name.name});
        CHECK(marked_domains(lost.context, *lost.provider(), {}).orphans.empty());
    }
    SECTION("of another state directory") {
        lost.machine("ann").mark->state = "/srv/another";
        const auto marked = marked_domains(lost.context, *lost.provider(), {});
        CHECK(marked.orphans.empty());
        CHECK(marked.elsewhere.size() == 1);
    }
    SECTION("a clone carries the mark of its original, and another UUID") {
        lost.machine("ann").uuid = "uuid-of-the-clone";
        CHECK(marked_domains(lost.context, *lost.provider(), {}).orphans.empty());
    }
    SECTION("a mark that cannot be read is an error, not an unmarked machine") {
        lost.host->before = [](const std::string& operation, const std::string&) {
            if (operation == "owner") {
                throw Error("cannot read the mark");
            }
        };
        CHECK_THROWS_WITH(marked_domains(lost.context, *lost.provider(), {}), Catch::Contains("cannot read the mark"));
    }
}

TEST_CASE("ownership: an orphaned earlier instance is removed on request, and nothing else", "[ownership]") {
    LostRecord lost;
    lost.host->machines["other"] = {"uuid-other", MachineState::running, false, 0, {}, {}, {}};
    auto fresh = lost.fresh();
    const auto lock = lost.lock();
    InstanceRecord record(lost.context, lock, fresh);
    remove_earlier_instances(lost.context, *lost.provider(), record);
    CHECK(lost.host->machines.count("ann-hello-srv") == 0);
    CHECK(lost.host->resources.count(lan) == 0);
    CHECK(lost.host->machines.count("other") == 1);
}

TEST_CASE("ownership: taken names stop the plan, and say whose they are", "[ownership]") {
    LostRecord lost;
    const auto fresh = lost.fresh();
    const auto refusal = [&] {
        try {
            remove_stale_resources(lost.context, *lost.provider(), fresh, {machine_name, lan});
        } catch (const LeftoverError& error) {
            return std::string(error.what()) + "\n" + error.hint;
        }
        return std::string("not refused");
    };
    CHECK_THAT(refusal(), Catch::Contains("--replace-leftovers"));
    lost.machine("ann").mark->student = "bob";
    CHECK_THAT(refusal(), Catch::Contains("another instance: lab hello of bob"));
    lost.machine("ann").mark.reset();
    CHECK_THAT(refusal(), Catch::Contains("of unknown origin"));
    CHECK(lost.host->machines.count("ann-hello-srv") == 1);
    CHECK(lost.host->resources.count(lan) == 1);
}

TEST_CASE("ownership: names that an interrupted run recorded are removed before the next plan", "[ownership]") {
    LostRecord lost;
    lost.machine("ann").mark.reset(); // The run ended before it set marks.
    lost.machine("ann").belongings.clear();
    auto interrupted = lost.before;
    interrupted.phase = Phase::creating;
    interrupted.uuids.clear();
    remove_stale_resources(lost.context, *lost.provider(), interrupted, {machine_name, lan});
    CHECK(lost.host->machines.empty());
    CHECK(lost.host->resources.empty());
}

TEST_CASE("ownership: a machine that another user defined again under a recorded name stays", "[ownership]") {
    LostRecord lost;
    lost.machine("ann").uuid = "uuid-of-another-user";
    CHECK_THROWS_AS(remove_stale_resources(lost.context, *lost.provider(), lost.before, {machine_name}), LeftoverError);
    CHECK(lost.host->machines.count("ann-hello-srv") == 1);
}

TEST_CASE("ownership: two instances cannot claim one name, or one mark", "[ownership]") {
    LostRecord lost;
    lost.instances.save(lost.before);
    auto other = lost.fresh();
    other.id = {"srv", "ann-hello"};
    other.resources = {machine_name};
    const auto lock = lost.lock();
    InstanceRecord record(lost.context, lock, other);
    CHECK_THROWS_WITH(claim(lost.context, record, other), Catch::Contains("hello of ann"));
    CHECK_FALSE(lost.instances.find(other.id));
    other.resources.clear();
    other.mark = lost.before.mark;
    CHECK_THROWS_AS(claim(lost.context, record, other), LeftoverError);
    other.mark = "eeeeeeee";
    CHECK_NOTHROW(claim(lost.context, record, other));
    CHECK(lost.instances.find(other.id));
}
