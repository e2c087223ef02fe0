#pragma once

#include "lib/base/json.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A teacher's decision about one check, or about the whole score, of a student in a lab. It applies to every attempt,
/// also to later ones, until it is withdrawn or replaced.
struct Decision {
    std::optional<std::string> check; ///< its id; nothing: the whole score
    bool withdraws = false;           ///< withdraws the earlier decision on the same check, and has no points
    double points = 0;
    double of = 0; ///< the points of the check, or of all checks, at that time
    std::string reason;
    std::string who;
    std::string when;    ///< ISO 8601
    std::string attempt; ///< the name of the attempt that was current at that time; can be empty

    /// The decided part of the points. When a lab's points change, a decision is scaled with them.
    [[nodiscard]] double share() const { return of > 0 ? points / of : 1; }
};

/// The decision in effect on a check, or on the whole score (nothing): the last one, unless it withdraws the earlier
/// one; null when there is none. `decisions` are in chronological order.
[[nodiscard]] const Decision* decision_on(
    const std::vector<Decision>& decisions, const std::optional<std::string>& check);

[[nodiscard]] Json to_json(const Decision& decision);
/// Throws when the entry is no decision.
[[nodiscard]] Decision decision_from(const Json& entry);

/// The decisions about all students, in STATE/decisions/LAB/STUDENT.json.
class Decisions {
public:
    explicit Decisions(std::filesystem::path state) : state_(std::move(state)) {}

    /// All decisions about a student, also withdrawn ones, in chronological order. Throws Error that names a damaged
    /// file: a decision is never ignored.
    [[nodiscard]] std::vector<Decision> of(const InstanceId& id) const;

    /// Replaces them; synced to the disk before it returns. Call it with the instance's lock held since of().
    void keep(const InstanceId& id, const std::vector<Decision>& decisions) const;

    /// The students of a lab who have decisions, or attempts and therefore perhaps decisions of earlier versions;
    /// sorted.
    [[nodiscard]] std::vector<std::string> students(const std::string& lab) const;

    [[nodiscard]] std::filesystem::path file(const InstanceId& id) const;

private:
    [[nodiscard]] std::vector<Decision> of_attempts(const InstanceId& id) const;

    std::filesystem::path state_;
};

} // namespace crocum
