#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <map>
#include <set>

namespace crocum {

/// An orphaned instance: its domains carry the mark of this state directory, but its record is lost.
struct Orphan {
    OwnerMark mark;
    std::string uri;
    std::set<ResourceName> domains;
    /// The resources that are listed on the domains, the domains included, with UUID or key.
    std::map<ResourceName, std::string> belongings;

    [[nodiscard]] InstanceId id() const { return {mark.lab, mark.student}; }
};

/// The marked domains of one libvirt that have no record here.
struct Marked {
    std::vector<Orphan> orphans;
    std::vector<Orphan> elsewhere; ///< instances with the mark of another state directory
};

/// Whether the list on a domain contains the domain itself. A clone of a machine, or a domain that was defined again
/// from its XML, carries the mark of the original and has another UUID.
[[nodiscard]] bool mark_matches_uuid(
    const std::map<ResourceName, std::string>& belongings, const std::optional<std::string>& uuid);

/// Reads the marks of all domains except those in `recorded`. A domain whose mark belongs to a record is not orphaned,
/// even if this crocum cannot read the record.
[[nodiscard]] Marked marked_domains(
    const Context& context, const Provider& provider, const std::set<std::string>& recorded);

/// The names of all domains that the records of this state directory claim at a libvirt, as far as they can be read.
[[nodiscard]] std::set<std::string> recorded_domains(const Context& context, const std::string& uri);

/// The objects that domains use and that are not recorded as created with them, for example attached later; with the
/// reason why they are kept.
[[nodiscard]] std::vector<Leftover> unrecorded(
    const std::vector<MachineUse>& uses,
    const std::set<ResourceName>& domains,
    const std::map<ResourceName, std::string>& belongings);

/// Adds the leftovers of an orphaned earlier instance to the record of an instance, because the domains whose marks
/// name them may be gone. Domains are not added: their own marks still name them.
void keep_on_record(Instance& instance, const Orphan& orphan, const std::vector<Leftover>& left);

/// A record for an orphaned instance, so that resources that cannot be removed now are not lost a second time.
[[nodiscard]] Instance adopted(const Orphan& orphan);

} // namespace crocum
