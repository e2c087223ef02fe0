#include "lib/session/instance/create.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
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
#include "lib/terraform/state_file.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// After an apply, however it ended: names that came to nothing are this instance's no more, and what stands under the
/// others is known by its UUID, also what Terraform did not get to put into its state (a domain that is defined and
/// does not start). The domains are marked with whose they are and what else belongs to them, so that all of it can be
/// removed even when the record is lost.
void settle(const Provider& provider, const OwnerMark& mark, Instance& instance) {
    const auto found = survey(provider, instance.resources);
    std::erase_if(instance.resources, [&](const ResourceName& name) {
        const auto unseen = [&](const Leftover& one) { return one.resource == name; };
        return instance.uuids.count(name) + found.standing.count(name) == 0 &&
               std::none_of(found.unknown.begin(), found.unknown.end(), unseen);
    });
    instance.uuids.insert(found.standing.begin(), found.standing.end());
    for (const auto& [resource, uuid] : found.standing) {
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
            machine.domain = resource.name;
            machine.uri = instance.uri;
            machine.uuid = uuid;
            machines.push_back(std::move(machine));
        }
    }
    instance.machines = std::move(machines);
    // A new connection: libvirt may have been restarted during the apply.
    settle(*context.providers->at(instance.uri), owner_mark(context, instance), instance);
}

/// After an apply that was cut short: names that it did not get to, or found taken, may be somebody else's by now. Of
/// what an earlier apply made that says nothing: the new one can be made before the old one goes.
void give_up_unmade(Instance& instance, const ApplyProgress& watch, const std::set<ResourceName>& earlier) {
    std::erase_if(instance.resources, [&](const ResourceName& resource) {
        return earlier.count(resource) == 0 && !watch.can_have_made(resource);
    });
}

/// settle() for whoever has pressed Ctrl-C: as far as libvirt answers within moments.
void settle_at_once(const Context& context, Instance& instance, const Instances& instances) {
    const auto settled = run_with_timeout<Instance>(
        [instance, providers = context.providers, mark = owner_mark(context, instance)]() mutable {
            settle(*providers->at(instance.uri), mark, instance);
            return instance;
        });
    if (settled) {
        instance = *settled;
        instances.save(instance);
    }
}

/// After an apply that failed: what it made all the same is recorded and marked as far as it is known, and told.
[[noreturn]] void tell_failure(
    const Context& context,
    Instance& instance,
    const Instances& instances,
    Terraform& terraform,
    const ApplyProgress& watch,
    const Error& error) {
    const auto failed = watch.failed();
    std::string stands;
    bool reachable = true;
    try {
        if (state_in(instances.folder(instance.id)).has_resources) {
            instance.uuids = resources_in_state(terraform.show());
        }
        settle(*context.providers->at(instance.uri), owner_mark(context, instance), instance);
        stands = remaining_resources(*context.providers, instance);
    } catch (const Error& trouble) {
        reachable = error_exit(trouble) != Exit::ungraded;
        stands = std::string("not known: ") + trouble.what();
    }
    instance.broken = fmt::format("{}{}", failed.empty() ? "" : failed + ": ", error.what());
    instances.save(instance);
    const auto text = fmt::format("{}\nNow there stands: {}", instance.broken, stands);
    const auto hint =
        error.hint.empty()
            ? fmt::format(
                  "\"crocum lab up {0} -s {1}\" goes on once that is mended, \"crocum lab down {0} -s {1}\" removes it",
                  instance.id.lab,
                  instance.id.student)
            : error.hint;
    if (!reachable) {
        throw with_hint(UnreachableError("{}", text), hint);
    }
    throw with_hint(Error("{}", text), hint);
}

/// libvirt has to answer before Terraform is asked for anything, unless the lab's own files name another one.
void require_libvirt(const Context& context, const Instance& instance, const std::filesystem::path& folder) {
    try {
        static_cast<void>(context.providers->at(instance.uri));
    } catch (const UnreachableError&) {
        if (!names_its_libvirt(folder)) {
            throw;
        }
    }
}

/// A plan may make things; what it takes away or over has to be this instance's already. A backend that instances share
/// and an import block are the ways in which it would not be.
void require_own_changes(const Instance& instance, const PlannedResources& planned) {
    for (const auto& [resources, verb] : {std::pair(&planned.destroyed, "remove"), std::pair(&planned.kept, "keep")}) {
        for (const auto& resource : *resources) {
            if (instance.resources.count(resource) == 0) {
                throw with_hint(
                    LeftoverError("the plan would {} {}, which this instance did not make", verb, to_string(resource)),
                    "Does the lab name a backend in its Terraform files? Each instance has to keep its own state");
            }
        }
    }
    if (!planned.imported.empty()) {
        throw with_hint(
            LeftoverError("the plan would take over {}, which this instance did not make", planned.imported[0]),
            "crocum removes only what it made: leave the import block out, and use a data source");
    }
}

/// The libvirt that the lab's files name is the one that counts, from the first making on.
void follow_uri(Instance& instance, const std::string& planned, const std::filesystem::path& folder) {
    if (planned.empty() || planned == instance.uri) {
        return;
    }
    if (!instance.resources.empty()) {
        // With these files Terraform would take down there what stands here.
        remove_copies(folder);
        throw with_hint(
            Error("the lab names the libvirt {} now, and the instance is on {}", planned, instance.uri),
            fmt::format("crocum lab down {} -s {} first", instance.id.lab, instance.id.student));
    }
    instance.uri = planned;
}

} // namespace

void make(
    Context& context,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const Lock& lock,
    bool replace_leftovers) {
    const auto place = take_apply_place(context.config);
    auto terraform = terraform_for(context, instance, instances, lock);
    context.observer.step("Preparing Terraform");
    copy_lab(lab.folder, instances.folder(instance.id));
    require_libvirt(context, instance, instances.folder(instance.id));
    terraform.init();

    context.observer.step("Planning");
    const auto planned = planned_resources(terraform.plan());
    follow_uri(instance, planned.uri, instances.folder(instance.id));
    require_own_changes(instance, planned);
    const bool uses_image = planned.variables.count("image") != 0;
    if (uses_image && !std::filesystem::exists(instance.variables["image"])) {
        throw with_hint(
            Error("the guest image {} does not exist", instance.variables["image"]),
            setup_path("image") + " builds one; CROCUM_IMAGE names another");
    }
    const auto connection = context.providers->at(instance.uri);
    const auto& provider = *connection;
    // The image may have come into a pool's folder since libvirt last looked.
    provider.refresh_pools();
    if (replace_leftovers) {
        remove_earlier_instances(context, provider, instance, instances);
    }
    remove_stale_resources(context, provider, instance, planned.new_names);
    const auto created = [&](ResourceKind kind) {
        return static_cast<std::size_t>(std::count_if(
            planned.created.begin(), planned.created.end(), [&](const auto& one) { return one.kind == kind; }));
    };
    // Until its machines run and count by themselves.
    const auto room = reserve(context.config, provider, {planned.memory, created(ResourceKind::domain), planned.disk});
    // On disk before anything is made: from here on these names are this instance's to remove. Where another instance
    // has one of them, none is.
    const auto earlier = instance.resources;
    auto claimed = instance;
    for (const auto* changed : {&planned.created, &planned.destroyed}) {
        for (const auto& resource : *changed) {
            claimed.uuids.erase(resource); // What there will be under the name is not known yet.
        }
    }
    claimed.resources.insert(planned.created.begin(), planned.created.end());
    claimed.others.insert(planned.others.begin(), planned.others.end());
    claimed.engine = terraform.engine().name;
    claimed.image = uses_image ? instance.variables["image"] : "";
    claimed.image_stamp = file_stamp(claimed.image);
    claim(context, claimed, instances);
    instance = std::move(claimed);

    context.observer.step("Making " + plural(planned.created.size(), "resource"));
    ApplyProgress watch(context, instance, planned);
    try {
        terraform.apply([&](const TerraformEvent& event) { watch.take(event); }, [&] { watch.tick(); });
    } catch (const Interrupted&) {
        give_up_unmade(instance, watch, earlier);
        settle_at_once(context, instance, instances);
        throw;
    } catch (const Error& error) {
        give_up_unmade(instance, watch, earlier);
        tell_failure(context, instance, instances, terraform, watch, error);
    }
    record_outcome(context, instance, terraform);
    for (const auto& machine : instance.machines) {
        context.observer.machine(machine.name, "defined", 0);
    }
}

} // namespace crocum
