#include "lib/session/instance/ownership.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/leftovers.hpp"

#include <algorithm>

namespace crocum {

namespace {

constexpr Seconds claim_patience{60};

/// The owner of an object whose name is in use, as far as marks say.
struct Owner {
    std::string text;
    bool earlier = false; ///< an orphaned earlier instance of the same student and lab
    bool another = false; ///< another instance on record here
};

constexpr const char* names_hint = "Names need the student and the lab in them: \"${var.user-id}-${var.lab}-r1\". If "
                                   "they have both, the ids of two labs or students join to the same name: change one "
                                   "of the ids";

class Owners {
public:
    Owners(const Context& context, const Provider& provider, const Instance& instance)
        : context_(context), instance_(instance), uses_(provider.uses()) {
        for (const auto& use : uses_) {
            if (const auto mark = provider.owner(use.machine)) {
                auto belongings = provider.belongings(use.machine);
                if (mark_matches_uuid(belongings, provider.find({ResourceKind::domain, use.machine, ""}))) {
                    marks_.emplace(use.machine, *mark);
                    belongings_.emplace(use.machine, std::move(belongings));
                }
            }
        }
    }

    [[nodiscard]] Owner of(const ResourceName& resource, const std::string& key) const {
        // Objects that the mark of a domain lists, whether or not a domain uses them.
        for (const auto& [domain, belongings] : belongings_) {
            if (const auto own = belongings.find(resource); own != belongings.end() && own->second == key) {
                return describe(marks_.at(domain));
            }
        }
        std::string user;
        for (const auto& use : uses_) {
            if (!use.has(resource, key)) {
                continue;
            }
            if (const auto mark = marks_.find(use.machine); mark != marks_.end()) {
                return describe(mark->second);
            }
            user = use.machine;
        }
        if (user.empty() || resource.kind == ResourceKind::domain) {
            return {"of unknown origin: it has no mark of crocum", false};
        }
        return {"used by domain " + user + ", which has no mark of crocum", false};
    }

private:
    [[nodiscard]] Owner describe(const OwnerMark& mark) const {
        if (mark.state != context_.config.state.string()) {
            return {
                fmt::format(
                    "lab {} of {}, recorded in another state directory, {}", mark.lab, mark.student, mark.state),
                false};
        }
        if (mark.lab == instance_.id.lab && mark.student == instance_.id.student) {
            return {"an orphaned earlier instance of this student and lab", true};
        }
        return {fmt::format("another instance: lab {} of {}", mark.lab, mark.student), false, true};
    }

    const Context& context_;
    const Instance& instance_;
    std::vector<MachineUse> uses_;
    std::map<std::string, OwnerMark> marks_;                                ///< by domain
    std::map<std::string, std::map<ResourceName, std::string>> belongings_; ///< by domain
};

/// Throws LeftoverError that names each object of `foreign` and its owner.
[[noreturn]] void refuse(
    const Context& context,
    const Provider& provider,
    const Instance& instance,
    const std::vector<ResourceName>& foreign) {
    const Owners owners(context, provider, instance);
    std::string text;
    bool earlier = false;
    bool another = false;
    for (const auto& resource : foreign) {
        const auto owner = owners.of(resource, provider.find(resource).value_or(""));
        text += fmt::format("\n  {}: {}", to_string(resource), owner.text);
        earlier = earlier || owner.earlier;
        another = another || owner.another;
    }
    const auto* hint =
        earlier   ? "--replace-leftovers removes the earlier instance, with the student's work in it, and nothing else"
        : another ? names_hint
                  : "Remove or rename the objects; crocum never removes an object that it did not record";
    throw with_hint(LeftoverError("names of this instance are already in use:{}", text), hint);
}

} // namespace

void remove_earlier_instances(Context& context, const Provider& provider, InstanceRecord& record) {
    auto& instance = record.instance;
    const auto recorded = recorded_domains(context, provider.uri());
    for (const auto& orphan : marked_domains(context, provider, recorded).orphans) {
        if (orphan.id() != instance.id) {
            continue;
        }
        const auto left = remove_existing(
            provider, adopted(orphan).resources, orphan.belongings, orphan.mark, [&](const ResourceName& resource) {
                context.observer.note("removed " + to_string(resource) + " of the earlier instance");
            });
        if (!left.empty()) {
            keep_on_record(instance, orphan, left);
            record.save();
            throw with_hint(
                LeftoverError(
                    "cannot remove {} of the earlier instance: {}", to_string(left[0].resource), left[0].reason),
                left[0].remedy);
        }
    }
}

void remove_stale_resources(
    Context& context, const Provider& provider, const Instance& instance, const std::set<ResourceName>& names) {
    const auto found = survey(provider, names);
    if (!found.unknown.empty()) {
        throw with_hint(
            Error(
                "cannot find out whether {} exists: {}", to_string(found.unknown[0].resource), found.unknown[0].reason),
            found.unknown[0].remedy);
    }
    std::set<ResourceName> own;
    std::vector<ResourceName> foreign;
    for (const auto& [resource, key] : found.existing) {
        if (instance.resources.count(resource) != 0) {
            own.insert(resource);
        } else {
            foreign.push_back(resource);
        }
    }
    if (!foreign.empty()) {
        refuse(context, provider, instance, foreign);
    }
    if (own.empty()) {
        return;
    }
    const auto left =
        remove_existing(provider, own, instance.uuids, owner_mark(context, instance), [&](const ResourceName& name) {
            context.observer.note("removed " + to_string(name) + ", left by an interrupted up");
        });
    if (!left.empty()) {
        throw with_hint(
            LeftoverError("cannot remove {} of an interrupted up: {}", to_string(left[0].resource), left[0].reason),
            left[0].remedy);
    }
}

Lock lock_claims(const Context& context) {
    return Lock::take(context.config.state / "locks" / "claim", context.command, claim_patience, [](const Holder&) {});
}

void claim(const Context& context, InstanceRecord& record, Instance claimed) {
    const auto one_at_a_time = lock_claims(context);
    for (const auto& id : record.store().all()) {
        if (id == claimed.id) {
            continue;
        }
        std::optional<Instance> other;
        try {
            other = record.store().find(id);
        } catch (const Error&) {
            continue; // "lab list" reports it.
        }
        if (!other || other->uri != claimed.uri) {
            continue;
        }
        if (other->mark == claimed.mark) {
            // The chance is one in 2^32. Both instances would have bridges of the same name.
            throw with_hint(
                LeftoverError("the random id {} is already used by {}", claimed.mark, to_string(id)),
                "Run this command again: it draws a new id");
        }
        for (const auto& resource : claimed.resources) {
            if (other->resources.count(resource) != 0) {
                throw with_hint(
                    LeftoverError("the name of {} is already used by {}", to_string(resource), to_string(id)),
                    names_hint);
            }
        }
    }
    record.instance = std::move(claimed);
    record.save();
}

} // namespace crocum
