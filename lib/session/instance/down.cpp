#include "lib/session/instance/down.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/suggest_instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::string names_of(const std::vector<Orphan>& orphans) {
    std::string names;
    for (const auto& orphan : orphans) {
        names += fmt::format("\n  {} ({})", to_string(orphan.id()), orphan.uri);
    }
    return names;
}

/// The record of the instance as far as it can be read.
std::optional<Instance> readable_record(const Instances& instances, const InstanceId& id) {
    try {
        return instances.find(id);
    } catch (const Error&) {
        return std::nullopt;
    }
}

DownResult remove_one(Context& context, const Provider& provider, const Orphan& orphan) {
    const auto id = orphan.id();
    const auto lock = lock_instance(context, id);
    context.observer.step("Removing " + to_string(id));
    const Instances instances(context.config.state);
    auto lost = adopted(orphan);
    const auto existing = readable_record(instances, id);
    if (!existing) {
        InstanceRecord record(context, lock, std::move(lost));
        return destroy_resources(context, record);
    }
    // The instance was created again since then; the new one and its record are not changed.
    DownResult result;
    result.id = id;
    result.existed = true;
    if (existing->mark == orphan.mark.instance) {
        return result;
    }
    InstanceRecord newer(context, lock, *existing);
    for (const auto& resource : newer.instance.resources) {
        lost.resources.erase(resource);
    }
    result.left = remove_existing(provider, lost.resources, lost.uuids, orphan.mark, [&](const ResourceName& resource) {
        result.removed.push_back(resource);
    });
    if (!result.left.empty()) {
        keep_on_record(newer.instance, orphan, result.left);
        newer.save();
    }
    return result;
}

/// As remove_one(), but a failure becomes a result, so that the results of the others are not lost.
DownResult remove_one_of(Context& context, const Provider& provider, const Orphan& orphan) {
    try {
        return remove_one(context, provider, orphan);
    } catch (const Error& error) {
        DownResult failed;
        failed.id = orphan.id();
        failed.existed = true;
        failed.locked = error_exit(error) == Exit::locked;
        for (const auto& domain : orphan.domains) {
            failed.left.push_back({domain, join(error_chain(error), ": "), error_hint(error)});
        }
        return failed;
    }
}

/// Machines that are marked as part of the instance, although it is not on record. Throws UnreachableError when libvirt
/// does not answer, with `similar` as a hint.
std::vector<Leftover> machines_without_record(
    const Context& context, const std::string& uri, const InstanceId& id, const std::string& similar) {
    std::shared_ptr<const Provider> provider;
    try {
        provider = context.providers->at(uri);
    } catch (const UnreachableError& error) {
        throw with_hint(
            UnreachableError(
                "{} is not on record, and crocum cannot check for leftover machines: {}", to_string(id), error.what()),
            similar.empty() ? error.hint : similar);
    }
    std::vector<Leftover> found;
    for (const auto& orphan : marked_domains(context, *provider, recorded_domains(context, uri)).orphans) {
        for (const auto& domain : orphan.domains) {
            if (orphan.id() == id) {
                found.push_back(
                    {domain,
                     fmt::format(
                         "it is marked as part of this instance ({}), but there is no record",
                         to_string(provider->state(domain.name))),
                     fmt::format("\"crocum lab down --orphans {} -s {}\" removes it", id.lab, id.student)});
            }
        }
    }
    return found;
}

} // namespace

DownResult down(Context& context, const InstanceId& id) {
    const Instances instances(context.config.state);
    const auto lock = lock_instance(context, id);
    const auto instance = instances.find(id);
    DownResult result;
    result.id = id;
    if (!instance) {
        require_no_orphaned_state(instances, id);
        result.similar = did_you_mean(instances, id);
        result.left = machines_without_record(context, context.config.libvirt_uri, id, result.similar);
        instances.sweep(id);
        return result;
    }
    // An `up` that was refused leaves a record without resources.
    const auto uri = instance->untouched() ? context.config.libvirt_uri : instance->uri;
    InstanceRecord record(context, lock, *instance);
    reporting_remaining(context, record.instance, [&] {
        result = in_context("destroying " + to_string(id), [&] { return destroy_resources(context, record); });
    });
    if (!result.kept && !instance->uri.empty()) {
        result.left = machines_without_record(context, uri, id, "");
    }
    return result;
}

std::vector<DownResult> down_orphans(Context& context, const std::string& lab, const std::string& student, bool all) {
    const auto connection = context.providers->at(context.config.libvirt_uri);
    const auto& provider = *connection;
    auto orphans = marked_domains(context, provider, recorded_domains(context, provider.uri())).orphans;
    std::erase_if(orphans, [&](const Orphan& orphan) {
        return orphan.mark.lab != lab || (!student.empty() && orphan.mark.student != student);
    });
    if (orphans.size() > 1 && !all) {
        throw with_hint(
            UsageError("{} instances of lab {} are orphaned:{}", orphans.size(), lab, names_of(orphans)),
            "Give --yes to remove them all, or -s STUDENT for one");
    }
    std::vector<DownResult> results;
    for (const auto& orphan : orphans) {
        results.push_back(
            orphans.size() == 1 ? remove_one(context, provider, orphan) : remove_one_of(context, provider, orphan));
    }
    return results;
}

} // namespace crocum
