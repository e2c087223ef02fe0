#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/revision.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/lateness.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// How one suite was measured.
struct MeasuredMachine {
    std::string mode;   ///< "guest" or "host"
    std::string domain; ///< what the machine was: domain, URI and UUID, or the agent's socket
    std::string uri;
    std::string uuid;
    std::string agent;
    std::string key; ///< that its records are bound by: with it they can be verified again
    double seconds = 0;
    std::uint64_t calls = 0;           ///< to agents
    std::vector<std::string> compared; ///< ids of the checks that were run on the host as well (cross_check)
};

/// One grading of one instance: what it was judged with and what came out.
struct Attempt {
    InstanceId id;
    std::string name;     ///< <time>-<hex>: sorts in the order of the attempts
    std::string instance; ///< the instance's mark
    std::string started;  ///< ISO 8601
    std::string finished;
    std::string crocum; ///< version
    std::string runtime_digest;
    std::map<std::string, std::string> suite_digests; ///< by machine
    std::optional<Revision> revision;                 ///< of the lab folder, where it is in git
    std::map<std::string, std::string> parameters;    ///< of the student
    std::map<std::string, MeasuredMachine> machines;  ///< by name of the suite
    std::string selection;                            ///< what was asked for; empty: everything
    std::optional<Lateness> lateness;                 ///< where there was a deadline
    bool partial = false;                             ///< not all checks were asked for: never a final score
    std::vector<CheckResult> results;

    /// All checks were asked for, and each was measured.
    [[nodiscard]] bool complete() const { return !partial && score(results).final(); }
};

[[nodiscard]] Json to_json(const Attempt& attempt);

/// A check of the attempt in JSON documents and events.
[[nodiscard]] Json to_json(const CheckResult& result);
/// Throws Error when the document is no attempt.
[[nodiscard]] Attempt attempt_from(const Json& document);

/// The folder of an attempt that is under way. Records are kept as they arrive, so a crash leaves the finished part;
/// attempt.json at the end makes it an attempt. Thread-safe.
class AttemptFolder {
public:
    explicit AttemptFolder(std::filesystem::path folder);
    AttemptFolder(const AttemptFolder&) = delete;
    AttemptFolder& operator=(const AttemptFolder&) = delete;
    /// A folder in which nothing was kept goes.
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

/// Attempts of all instances. They outlive the instances.
class Attempts {
public:
    explicit Attempts(std::filesystem::path state);

    /// A fresh name for an attempt of `id` that starts now. It sorts after all that are kept, whatever the clock did.
    /// To be called with the instance's lock held.
    [[nodiscard]] std::string new_name(const InstanceId& id, Time now = std::chrono::system_clock::now()) const;

    [[nodiscard]] std::filesystem::path folder(const InstanceId& id, const std::string& name) const;

    /// One attempt. Throws Error when it cannot be read.
    [[nodiscard]] Attempt read(const InstanceId& id, const std::string& name) const;

    /// Removes all attempts of `id`, as far as that can be done.
    void remove(const InstanceId& id) const noexcept;

    /// Removes one of them, as far as that can be done.
    void remove(const InstanceId& id, const std::string& name) const noexcept;

    /// Whether the attempt itself can be read; what lies beside it is not looked at.
    [[nodiscard]] bool is_sound(const InstanceId& id, const std::string& name) const {
        return read_if_sound(id, name).has_value();
    }

    [[nodiscard]] bool is_finished(const InstanceId& id, const std::string& name) const;

    /// Names of the finished attempts, newest first.
    [[nodiscard]] std::vector<std::string> finished(const InstanceId& id) const;

    /// Any attempt, or only those that were to measure everything.
    enum class Extent { any, whole };

    /// The newest finished attempt. Unreadable ones are passed over.
    [[nodiscard]] std::optional<Attempt> latest(const InstanceId& id, Extent extent = Extent::any) const;

    /// One attempt with its regrades and decisions (lib/store/grading.hpp). Throws Error when it cannot be read.
    [[nodiscard]] Grading grading(const InstanceId& id, const std::string& name) const;

    /// The attempt that counts (CurrentAttemptRule). Unreadable attempts are passed over; throws Error where a decision
    /// on one of the others cannot be read.
    [[nodiscard]] std::optional<Grading> current(const InstanceId& id) const;

    /// Names of all, also of the unfinished, newest first. Throws Error where the folder cannot be read: that is not to
    /// be taken for "none".
    [[nodiscard]] std::vector<std::string> names(const InstanceId& id) const;

    /// Labs that a student has attempts of, sorted.
    [[nodiscard]] std::vector<std::string> labs_of(const std::string& student) const;

    /// Who has attempts of a lab, sorted.
    [[nodiscard]] std::vector<std::string> students(const std::string& lab) const;

private:
    /// Nothing where it cannot be read.
    [[nodiscard]] std::optional<Attempt> read_if_sound(const InstanceId& id, const std::string& name) const;

    std::filesystem::path root_;
};

} // namespace crocum
