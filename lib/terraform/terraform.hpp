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

/// Terraform (or OpenTofu) in one instance's working directory. No TF_* variable of the caller is passed on, and the
/// CLI configuration is crocum's own. Every member throws Error with terraform's complete diagnostics, and Interrupted
/// after terraform has ended.
class Terraform {
public:
    /// Time limits of calls; without them a hanging provider would block a batch for ever. After the limit Terraform
    /// gets SIGINT, so that it saves its state and releases its locks, and SIGKILL when it has not ended after `grace`.
    struct Limits {
        Seconds init{600};     ///< includes the download of providers
        Seconds question{300}; ///< validate, console, show, plan: a few seconds when libvirt answers
        Seconds change{1800};  ///< apply and destroy: disks are copied and machines start (`terraform_timeout`)
        Seconds grace{120};    ///< enough to finish writing one disk
    };

    struct Settings {
        Engine engine;
        std::filesystem::path folder;    ///< the working directory
        std::filesystem::path providers; ///< mirror that is used first
        std::filesystem::path
            init_lock; ///< init writes to caches that are not safe to share: one init at a time on a host
        /// The result of init is kept below this folder for all instances with the same key (the lab's digest); empty:
        /// not kept.
        std::filesystem::path init_cache;
        std::string init_key;
        /// As TF_VAR_<name>, and in a file that prevails over the lab's own variable files if those may set them.
        std::map<std::string, std::string> variables;
        std::string libvirt_uri; ///< for a provider block without a uri
        Limits limits;
        /// Descriptors that Terraform inherits: it holds their locks as long as it runs, also when crocum is killed.
        std::vector<int> inherited;
    };

    using Sink = std::function<void(const TerraformEvent&)>;

    explicit Terraform(Settings settings);

    /// One more descriptor that later calls inherit.
    void inherit(int fd) { settings_.inherited.push_back(fd); }

    [[nodiscard]] const Engine& engine() const { return settings_.engine; }

    /// Init without the backend, which is enough to validate the files, but not for plan().
    enum class Backend { used, left_alone };

    void init(Backend backend = Backend::used);

    /// Whether init() has run in the working directory.
    [[nodiscard]] bool initialised() const;

    /// The document that `validate -json` prints for the files, without a connection to libvirt. Throws Error when it
    /// prints none.
    [[nodiscard]] Json validate();

    /// The value of an expression that depends on the files and on variables only. Nothing when it depends on more, or
    /// is invalid.
    [[nodiscard]] std::optional<Json> evaluate(const std::string& expression);

    /// Creates a plan and keeps it for apply(). Returns it in the form of `terraform show -json`.
    [[nodiscard]] Json plan();

    /// Applies the kept plan. `tick` is called several times a second. When it throws, Terraform gets SIGINT, and the
    /// exception leaves apply() after Terraform has ended and `sink` got every event.
    void apply(const Sink& sink, const std::function<void()>& tick);

    void destroy(const Sink& sink);

    /// The state as `terraform show -json` prints it.
    [[nodiscard]] Json show();

private:
    [[nodiscard]] ProcessSpec spec(std::vector<std::string> arguments, Seconds limit) const;
    /// The arguments of a command that evaluates variables. The environment is weaker than a variable file of the lab,
    /// and -var-file is stronger.
    [[nodiscard]] std::vector<std::string> with_variables(std::vector<std::string> arguments) const;
    /// run() with a time limit; throws Error after it.
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
