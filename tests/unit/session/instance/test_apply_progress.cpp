#include "lib/base/error.hpp"
#include "lib/session/instance/apply_progress.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

#include <condition_variable>
#include <mutex>

using namespace crocum;

namespace {

/// Stderr on a full disk.
struct FailingObserver : Observer {
    void on(const Event& /*event*/) override { throw Error("cannot write the output"); }
};

} // namespace

TEST_CASE("apply progress: what Terraform began counts, also where it cannot be shown", "[apply_progress]") {
    FailingObserver observer;
    Context context{{}, nullptr, observer, {}};
    const Instance instance{};
    const ResourceName disk{ResourceKind::volume, "disk", "default"};
    PlannedResources planned;
    planned.addresses["libvirt_volume.disk"] = disk;
    ApplyProgress progress(context, instance, planned);
    TerraformEvent event;
    event.type = "apply_start";
    event.address = "libvirt_volume.disk";
    CHECK_THROWS_AS(progress.take(event), Error);
    CHECK(progress.can_have_created(disk));
}

TEST_CASE("apply progress: a provider that hangs holds up the apply once, and for seconds", "[apply_progress]") {
    FakeClass students({"ann"});

    struct Gate {
        std::mutex mutex;
        std::condition_variable changed;
        bool open = false;
        int calls = 0;
    };

    // Shared: the call is left behind, and may outlive this test's other objects.
    const auto gate = std::make_shared<Gate>();
    students.host->before = [gate](const std::string&, const std::string&) {
        std::unique_lock lock(gate->mutex);
        ++gate->calls;
        gate->changed.wait(lock, [&] { return gate->open; });
    };
    PlannedResources planned;
    planned.addresses["libvirt_domain.srv"] = {ResourceKind::domain, "ann-hello-srv", ""};
    const auto instance = students.instance("ann");
    ApplyProgress progress(students.context, instance, planned);
    TerraformEvent event;
    event.type = "apply_progress";
    event.address = "libvirt_domain.srv";
    const Stopwatch watch;
    progress.take(event);
    progress.take(event);
    progress.take(event);
    CHECK(watch.seconds() < 6);
    const std::lock_guard lock(gate->mutex);
    CHECK(gate->calls == 1);
    gate->open = true;
    gate->changed.notify_all();
}
