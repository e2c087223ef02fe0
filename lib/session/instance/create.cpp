#include "lib/session/instance/create.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/base/run_with_timeout.hpp"
#include "lib/base/setup_path.hpp"
#include "lib/base/text.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/capacity/reservation.hpp"
#include "lib/session/instance/apply_progress.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/ownership.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/lab_copy.hpp"
#include "lib/terraform/leftovers.hpp"
#include "lib/terraform/resources.hpp"
#include "lib/terraform/source.hpp"
#include "lib/terraform/state_file.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// After an apply, successful or not: removes names from the record that do not exist, and records the UUIDs of the
/// others, also of resources that Terraform did not put into its state (a domain that is defined and does not start).
/// Marks the domains with their instance and with the resources that belong to it, so that all can be removed even when
/// the record is lost.
void record_existing(const Provider& provider, const OwnerMark& mark, Instance& instance) {
    const auto found = survey(provider, instance.resources);
    std::erase_if(instance.resources, [&](const ResourceName& name) {
        const auto unseen = [&](const Leftover& one) { return one.resource == name; };
        return instance.uuids.count(name) + found.existing.count(name) == 0 &&
               std::none_of(found.unknown.begin(), found.unknown.end(), unseen);
    });
    instance.uuids.insert(found.existing.begin(), found.existing.end());
    for (const auto& [resource, uuid] : found.existing) {
        if (resource.kind == ResourceKind::domain && instance.uuids[resource] == uuid) {
            provider.set_owner(resource.name, mark, instance.uuids);
        }
    }
}

void record_outcome(const Context& context, Instance& instance, Terraform& terraform) {
    instance.uuids = resources_in_state(terraform.show());
    std::vector<InstanceMachine> machines;
    for (const auto& [resource, uuid] : instance.uuids) {
        instance.resources.insert(resource);
        if (resource.kind == ResourceKind::domain) {
            InstanceMachine machine;
            machine.name = machine_name(resource.name, instance.id.student, instance.id.lab);
            machine.address = ProviderMachine{instance.uri, resource.name, uuid};
            machines.push_back(std::move(machine));
        }
    }
    instance.machines = std::move(machines);
    // A connection that is alive: libvirt may have been restarted during the apply.
    record_existing(*context.providers->at(instance.uri), owner_mark(context, instance), instance);
}

/// After an interrupted or failed apply: removes names from the record that the apply did not reach or found in use,
/// because another owner may use them now. Names of earlier applies stay: Terraform can create a replacement before it
/// removes the old resource.
void forget_not_created(Instance& instance, const ApplyProgress& watch, const std::set<ResourceName>& earlier) {
    std::erase_if(instance.resources, [&](const ResourceName& resource) {
        return earlier.count(resource) == 0 && !watch.can_have_created(resource);
    });
}

/// record_existing() after Ctrl-C: only if libvirt answers within a short time.
void record_existing_quickly(const Context& context, InstanceRecord& record) {
    auto& instance = record.instance;
    const auto updated = run_with_timeout<Instance>(
        [instance, providers = context.providers, mark = owner_mark(context, instance)]() mutable {
            record_existing(*providers->at(instance.uri), mark, instance);
            return instance;
        });
    if (updated) {
        instance = *updated;
        record.save();
    }
}

/// After a failed apply: records and marks the resources that it created, as far as they are known, and throws an error
/// that lists them.
[[noreturn]] void fail_apply(
    const Context& context,
    InstanceRecord& record,
    Terraform& terraform,
    const ApplyProgress& watch,
    const Error& error) {
    auto& instance = record.instance;
    const auto failed = watch.failed();
    std::string remaining;
    bool reachable = true;
    try {
        if (state_in(record.folder()).has_resources) {
            instance.uuids = resources_in_state(terraform.show());
        }
        for (const auto& [resource, uuid] : instance.uuids) {
            instance.resources.insert(resource); // Its start may be missing in Terraform's events.
        }
        record_existing(*context.providers->at(instance.uri), owner_mark(context, instance), instance);
        remaining = remaining_resources(*context.providers, instance);
    } catch (const Error& trouble) {
        reachable = error_exit(trouble) != Exit::ungraded;
        remaining = std::string("unknown: ") + trouble.what();
    }
    instance.broken = fmt::format("{}{}", failed.empty() ? "" : failed + ": ", error.what());
    record.save();
    const auto text = fmt::format("{}\nResources that exist now: {}", instance.broken, remaining);
    const auto hint = error.hint.empty() ? fmt::format(
                                               "Correct this, then \"crocum lab up {0} -s {1}\" continues; \"crocum "
                                               "lab down {0} -s {1}\" removes the "
                                               "instance",
                                               instance.id.lab,
                                               instance.id.student)
                                         : error.hint;
    if (!reachable) {
        throw with_hint(UnreachableError("{}", text), hint);
    }
    throw with_hint(Error("{}", text), hint);
}

/// libvirt has to answer before Terraform runs, unless the lab's own files name another libvirt.
void require_libvirt(const Context& context, const Instance& instance, const std::filesystem::path& folder) {
    try {
        static_cast<void>(context.providers->at(instance.uri));
    } catch (const UnreachableError&) {
        if (!names_its_libvirt(folder)) {
            throw;
        }
    }
}

/// A plan may create resources; the resources that it removes, keeps or imports have to belong to this instance
/// already. A backend that instances share, or an import block, can violate this.
void require_own_changes(const Instance& instance, const PlannedResources& planned) {
    for (const auto& [resources, verb] : {std::pair(&planned.destroyed, "remove"), std::pair(&planned.kept, "keep")}) {
        for (const auto& resource : *resources) {
            if (instance.resources.count(resource) == 0) {
                throw with_hint(
                    LeftoverError(
                        "the plan would {} {}, which this instance did not create", verb, to_string(resource)),
                    "If the Terraform files of the lab name a backend, remove it: each instance has to keep its own "
                    "state");
            }
        }
    }
    if (!planned.imported.empty()) {
        throw with_hint(
            LeftoverError("the plan would import {}, which this instance did not create", planned.imported[0]),
            "crocum removes only resources that it created: replace the import block by a data source");
    }
}

/// The provider would fail with Go's words when Terraform is creating resources already.
void require_programs(const PlannedResources& planned) {
    const auto cloud_init = std::any_of(planned.addresses.begin(), planned.addresses.end(), [](const auto& entry) {
        return entry.first.find("libvirt_cloudinit_disk.") != std::string::npos;
    });
    if (cloud_init && !find_program("mkisofs")) {
        throw with_hint(Error("{}", no_mkisofs), mkisofs_hint);
    }
}

/// Uses the libvirt that the lab's files name, from the first apply on.
void follow_uri(Instance& instance, const std::string& planned, const std::filesystem::path& folder) {
    if (planned.empty() || planned == instance.uri) {
        return;
    }
    if (!instance.resources.empty()) {
        // With these files, Terraform would destroy resources there instead of here.
        remove_copies(folder);
        throw with_hint(
            Error("the lab now names the libvirt {}, but the instance is on {}", planned, instance.uri),
            fmt::format("Run crocum lab down {} -s {} first", instance.id.lab, instance.id.student));
    }
    instance.uri = planned;
}

} // namespace

void create_resources(Context& context, const Lab& lab, InstanceRecord& record, bool replace_leftovers) {
    auto& instance = record.instance;
    require_own_state_only(lab.folder);
    const auto place = take_apply_place(context.config);
    auto terraform = terraform_for(context, record);
    context.observer.step("Preparing Terraform");
    copy_lab(lab.folder, record.folder());
    require_libvirt(context, instance, record.folder());
    terraform.init();

    context.observer.step("Planning");
    const auto planned = planned_resources(terraform.plan());
    follow_uri(instance, planned.uri, record.folder());
    require_own_changes(instance, planned);
    require_programs(planned);
    const bool uses_image = planned.variables.count("image") != 0;
    if (uses_image && !std::filesystem::exists(instance.variables["image"])) {
        throw with_hint(
            Error("the guest image {} does not exist", instance.variables["image"]),
            setup_path("image") + " builds one; or set CROCUM_IMAGE to another image");
    }
    const auto connection = context.providers->at(instance.uri);
    const auto& provider = *connection;
    // The image may be newer than libvirt's list of the pool.
    provider.refresh_pools();
    if (replace_leftovers) {
        remove_earlier_instances(context, provider, record);
    }
    remove_stale_resources(context, provider, instance, planned.new_names);
    const auto created = [&](ResourceKind kind) {
        return static_cast<std::size_t>(std::count_if(
            planned.created.begin(), planned.created.end(), [&](const auto& one) { return one.kind == kind; }));
    };
    // Held until the machines run and are counted themselves; by Terraform, too, which continues if crocum is killed.
    const auto reservation =
        reserve(context.config, provider, {planned.memory, created(ResourceKind::domain), planned.disk});
    terraform.inherit(reservation.fd());
    // Written to disk before anything is created: from now on this instance may remove these names. If another instance
    // has one of them, claim() throws and none is recorded.
    const auto earlier = instance.resources;
    auto claimed = instance;
    for (const auto* changed : {&planned.created, &planned.destroyed}) {
        for (const auto& resource : *changed) {
            claimed.uuids.erase(resource); // The UUID of the new resource is not known yet.
        }
    }
    claimed.resources.insert(planned.created.begin(), planned.created.end());
    claimed.others.insert(planned.others.begin(), planned.others.end());
    claimed.engine = terraform.engine().name;
    claimed.image = uses_image ? instance.variables["image"] : "";
    claimed.image_stamp = file_stamp(claimed.image);
    claim(context, record, std::move(claimed));

    context.observer.step("Creating " + plural(planned.created.size(), "resource"));
    ApplyProgress watch(context, instance, planned);
    try {
        terraform.apply([&](const TerraformEvent& event) { watch.take(event); }, [&] { watch.tick(); });
    } catch (const Interrupted&) {
        forget_not_created(instance, watch, earlier);
        record.save(); // Also when libvirt does not answer now: down must not remove what others made.
        record_existing_quickly(context, record);
        throw;
    } catch (const Error& error) {
        forget_not_created(instance, watch, earlier);
        fail_apply(context, record, terraform, watch, error);
    }
    record_outcome(context, instance, terraform);
    for (const auto& machine : instance.machines) {
        context.observer.machine(machine.name, MachineProgress::defined, 0);
    }
}

} // namespace crocum
