#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <map>
#include <set>

namespace crocum {

/// What carries this state directory's mark on a libvirt and has no record here: a making whose record was lost.
struct Orphan {
    OwnerMark mark;
    std::string uri;
    std::set<ResourceName> domains;
    /// With the domains: what the making had recorded on them, with UUID or key.
    std::map<ResourceName, std::string> belongings;

    [[nodiscard]] InstanceId id() const { return {mark.lab, mark.student}; }
};

/// What the domains of one libvirt say of themselves.
struct Marked {
    std::vector<Orphan> orphans;
    std::vector<Orphan> elsewhere; ///< makings that another state directory has on record, or had
};

/// Whether what a domain lists as belonging to its making has the domain itself: a clone of a machine, or one defined
/// anew from its XML, carries the mark of the machine that it was copied from, and another UUID.
[[nodiscard]] bool mark_matches_uuid(
    const std::map<ResourceName, std::string>& belongings, const std::optional<std::string>& uuid);

/// Asks every domain but those named in `recorded` (they are accounted for) whose it is. One whose mark is that of a
/// record, even of a record that this crocum cannot read, is no orphan.
[[nodiscard]] Marked marked_domains(
    const Context& context, const Provider& provider, const std::set<std::string>& recorded);

/// The names of all domains that the records of this state directory claim at a libvirt, as far as they can be read.
[[nodiscard]] std::set<std::string> recorded_domains(const Context& context, const std::string& uri);

/// What domains hold on to and nobody recorded as made with them: somebody gave it to them later, with the reason why
/// it is left alone.
[[nodiscard]] std::vector<Leftover> unrecorded(
    const std::vector<MachineUse>& uses,
    const std::set<ResourceName>& domains,
    const std::map<ResourceName, std::string>& belongings);

/// Puts on an instance's record what is left of an earlier making of it: the domains that told of it may be gone. A
/// domain that is left tells on.
void keep_on_record(Instance& instance, const Orphan& orphan, const std::vector<Leftover>& left);

/// A record for it, so that what cannot be removed now is not lost a second time.
[[nodiscard]] Instance adopted(const Orphan& orphan);

} // namespace crocum
