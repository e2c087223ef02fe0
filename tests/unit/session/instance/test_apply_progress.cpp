#include "lib/base/error.hpp"
#include "lib/session/instance/apply_progress.hpp"

#include <catch2/catch.hpp>

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
