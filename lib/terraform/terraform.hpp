#pragma once

#include "lib/base/json.hpp"
#include "lib/base/process.hpp"
#include "lib/terraform/engine.hpp"
#include "lib/terraform/events.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Terraform (or OpenTofu) in one instance's working directory. The environment is made from scratch where Terraform is
/// concerned: no TF_* variable of the caller's gets through, and the CLI configuration is crocum's own. Every member
/// throws Error with terraform's own diagnostics in full, and Interrupted after terraform has ended.
class Terraform {
public:
    /// How long a call may take. A provider that hangs would hold up a batch for ever. When the time is over, Terraform
    /// gets SIGINT, so that it saves its state and gives its locks back, and SIGKILL when it has not ended after
    /// `grace`.
    struct Limits {
        Seconds init{600};     ///< providers may have to be downloaded
        Seconds question{300}; ///< validate, console, show, plan: seconds where libvirt answers at all
        Seconds change{1800};  ///< apply and destroy: disks are copied and machines start (`terraform_timeout`)
        Seconds grace{120};    ///< one disk that is being written
    };

    struct Settings {
        Engine engine;
        std::filesystem::path folder;    ///< the working directory
        std::filesystem::path providers; ///< mirror to take providers from first
        std::filesystem::path init_lock; ///< init writes to caches that are not safe to share: one at a time per host
        /// What init made is kept below this folder for all with the same key (the lab's digest); empty: not kept.
        std::filesystem::path init_cache;
        std::string init_key;
        std::map<std::string, std::string> variables; ///< as TF_VAR_<name>
        std::string libvirt_uri;                      ///< for a provider block that names none
        Limits limits;
        /// Descriptors that Terraform inherits: it holds their locks as long as it runs, also when crocum is killed.
        std::vector<int> inherited;
    };

    using Sink = std::function<void(const TerraformEvent&)>;

    explicit Terraform(Settings settings);

    /// One more descriptor that later calls inherit.
    void inherit(int fd) { settings_.inherited.push_back(fd); }

    [[nodiscard]] const Engine& engine() const { return settings_.engine; }

    /// Without the backend, where a look at the files is all that is wanted: nothing can be planned then.
    enum class Backend { used, left_alone };

    void init(Backend backend = Backend::used);

    /// Whether init() has been carried out in the working directory.
    [[nodiscard]] bool initialised() const;

    /// What `validate -json` says of the files, without asking libvirt. Throws Error where it says nothing.
    [[nodiscard]] Json validate();

    /// The value of an expression that depends on the files and on variables only. Nothing where it depends on more, or
    /// is none.
    [[nodiscard]] std::optional<Json> evaluate(const std::string& expression);

    /// Plans and keeps the plan for apply(). Returns it as `terraform show -json` prints it.
    [[nodiscard]] Json plan();

    /// Carries out the kept plan. `tick` is called several times a second meanwhile. When it throws, Terraform is asked
    /// to end, and the exception leaves apply() after Terraform has ended and `sink` got every event.
    void apply(const Sink& sink, const std::function<void()>& tick);

    void destroy(const Sink& sink);

    /// The state as `terraform show -json` prints it.
    [[nodiscard]] Json show();

private:
    [[nodiscard]] ProcessSpec spec(std::vector<std::string> arguments, Seconds limit) const;
    /// run(); throws Error when the time is over.
    [[nodiscard]] ProcessResult run_within(const ProcessSpec& process, const std::string& verb, Seconds limit) const;
    [[nodiscard]] Json show(const std::vector<std::string>& arguments);
    void run_json(
        const std::string& verb,
        const std::vector<std::string>& arguments,
        Seconds limit,
        const Sink& sink,
        const std::function<void()>& tick = {});

    Settings settings_;
    std::filesystem::path own_; ///< crocum's files in the working directory
};

} // namespace crocum
