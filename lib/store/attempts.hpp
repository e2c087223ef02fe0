#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/attempt_policy.hpp"
#include "lib/lab/revision.hpp"
#include "lib/store/decision.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/lateness.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// How one suite was measured.
struct MeasuredMachine {
    std::string mode;   ///< "guest" or "host"
    std::string domain; ///< identity of the machine: domain, URI and UUID, or the agent's socket
    std::string uri;
    std::string uuid;
    std::string agent;
    std::string key; ///< the key of its records' MACs, to verify them again
    double seconds = 0;
    std::uint64_t calls = 0;           ///< to agents
    std::vector<std::string> compared; ///< ids of the checks that were run on the host as well (cross_check)
};

/// One grading of one instance: its inputs and its results.
struct Attempt {
    InstanceId id;
    std::string name;     ///< <time>-<hex>: sorts in the order of the attempts
    std::string title;    ///< of the lab at that time; empty in attempts of earlier versions
    std::string instance; ///< the instance's mark
    std::string started;  ///< ISO 8601
    std::string finished;
    std::string counted; ///< the time that a due date is compared with: the start of the run, or of a freeze
    std::string crocum;  ///< version
    std::string runtime_digest;
    std::map<std::string, std::string> suite_digests; ///< by machine
    std::optional<Revision> revision;                 ///< of the lab folder, when it is in git
    std::map<std::string, std::string> parameters;    ///< of the student
    std::map<std::string, MeasuredMachine> machines;  ///< by name of the suite
    std::string selection;                            ///< the requested checks; empty: all
    std::optional<Lateness> lateness;                 ///< for the deadline of this run alone (--deadline)
    AttemptPolicy policy = AttemptPolicy::last;       ///< of the lab at that time
    bool partial = false;                             ///< only some checks were requested: never a final score
    std::vector<CheckResult> results;

    /// All checks were requested, and each was measured.
    [[nodiscard]] bool complete() const { return !partial && score(results).final(); }
};

[[nodiscard]] Json to_json(const Attempt& attempt);

/// A check of the attempt in JSON documents and events.
[[nodiscard]] Json to_json(const CheckResult& result);
/// Throws Error when the document is no attempt.
[[nodiscard]] Attempt attempt_from(const Json& document);

/// The folder of a running attempt. Records are written as they arrive, so that the finished part survives a crash;
/// attempt.json is written at the end and makes the folder an attempt. Thread-safe.
class AttemptFolder {
public:
    explicit AttemptFolder(std::filesystem::path folder);
    AttemptFolder(const AttemptFolder&) = delete;
    AttemptFolder& operator=(const AttemptFolder&) = delete;
    /// Removes the folder when nothing was written to it.
    ~AttemptFolder();

    void keep_records(const std::string& machine, std::string_view bytes);
    void keep_output(const std::string& machine, std::string_view bytes);
    void finish(const Attempt& attempt);

private:
    void append(const std::string& file, std::string_view bytes);

    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, AppendFile> files_;
};

struct Grading;
class GradeRules;

/// Attempts of all instances. They outlive the instances.
class Attempts {
public:
    /// Scores are computed by these rules; without them, no due date applies.
    explicit Attempts(const std::filesystem::path& state, std::shared_ptr<const GradeRules> rules = nullptr);

    /// A fresh name for an attempt of `id` that starts now. It sorts after all kept attempts, also when the clock was
    /// set back. Call it with the instance's lock held.
    [[nodiscard]] std::string new_name(const InstanceId& id, Time now = current_time()) const;

    [[nodiscard]] std::filesystem::path folder(const InstanceId& id, const std::string& name) const;

    /// One attempt. Throws Error when it cannot be read.
    [[nodiscard]] Attempt read(const InstanceId& id, const std::string& name) const;

    /// The same; nothing when the attempt itself cannot be read. Decisions and regrades are not checked.
    [[nodiscard]] std::optional<Attempt> read_if_sound(const InstanceId& id, const std::string& name) const;

    /// Removes all attempts of `id`, as far as possible.
    void remove(const InstanceId& id) const noexcept;

    /// Removes one of them, as far as possible.
    void remove(const InstanceId& id, const std::string& name) const noexcept;

    [[nodiscard]] bool is_finished(const InstanceId& id, const std::string& name) const;

    /// Names of the finished attempts, newest first.
    [[nodiscard]] std::vector<std::string> finished(const InstanceId& id) const;

    /// All attempts, or only those for which all checks were requested.
    enum class Extent { any, whole };

    /// The newest finished attempt. Unreadable ones are skipped.
    [[nodiscard]] std::optional<Attempt> latest(const InstanceId& id, Extent extent = Extent::any) const;

    /// One attempt with its regrades, and with the decisions about the student (lib/store/grading.hpp). Throws Error
    /// when it cannot be read.
    [[nodiscard]] Grading grading(const InstanceId& id, const std::string& name) const;

    /// The same of an attempt that was read already.
    [[nodiscard]] Grading grading(Attempt attempt) const;

    /// All finished attempts, newest first. Unreadable ones are skipped; throws Error when a decision or a regrade of
    /// the others cannot be read.
    [[nodiscard]] std::vector<Grading> gradings(const InstanceId& id) const;

    /// The attempt that counts (CurrentAttemptRule). Unreadable attempts are skipped; throws Error when a decision
    /// on one of the others cannot be read.
    [[nodiscard]] std::optional<Grading> current(const InstanceId& id) const;

    /// Whether `before`, which counted until now, still counts beside a newer attempt of the student.
    [[nodiscard]] bool still_counts(const Grading& before, const Grading& newer) const;

    /// Names of all, also of the unfinished, newest first. Throws Error when the folder cannot be read, which does not
    /// mean "none".
    [[nodiscard]] std::vector<std::string> names(const InstanceId& id) const;

    /// Labs in which a student has attempts, sorted.
    [[nodiscard]] std::vector<std::string> labs_of(const std::string& student) const;

    /// Students with attempts in a lab, sorted.
    [[nodiscard]] std::vector<std::string> students(const std::string& lab) const;

private:
    [[nodiscard]] AttemptPolicy policy(const std::string& lab) const;
    [[nodiscard]] Grading with(Attempt attempt, const std::vector<Decision>& decisions) const;

    std::filesystem::path root_;
    Decisions decisions_;
    std::shared_ptr<const GradeRules> rules_;
};

} // namespace crocum
