#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/check/check.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

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
    bool partial = false;                             ///< not all machines were asked for: never a final score
    std::vector<CheckResult> results;
};

[[nodiscard]] Json to_json(const Attempt& attempt);
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

/// Attempts of all instances. They outlive the instances.
class Attempts {
public:
    explicit Attempts(std::filesystem::path state);

    /// A fresh name for an attempt of `id` that starts now. It sorts after all that are kept, whatever the clock did.
    /// To be called with the instance's lock held.
    [[nodiscard]] std::string new_name(const InstanceId& id, Time now = std::chrono::system_clock::now()) const;

    [[nodiscard]] std::filesystem::path folder(const InstanceId& id, const std::string& name) const;

    /// The newest finished attempt. Unreadable ones are passed over.
    [[nodiscard]] std::optional<Attempt> latest(const InstanceId& id) const;

private:
    /// Newest first.
    [[nodiscard]] std::vector<std::string> names(const InstanceId& id) const;

    std::filesystem::path root_;
};

} // namespace crocum
