#include "lib/terraform/engine.hpp"

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/process.hpp"
#include "lib/base/setup_path.hpp"
#include "lib/base/text.hpp"

#include <string_view>

extern char** environ;

namespace crocum {

namespace {

/// Both print "terraform_version"; only HashiCorp's Terraform prints "terraform_outdated" (opentofu/opentofu,
/// internal/command/views/version.go).
Engine identify(const std::filesystem::path& program) {
    ProcessSpec spec;
    spec.argv = {program.string(), "version", "-json"};
    spec.environment = environment_for_engine();
    spec.deadline = Deadline(Seconds(30));
    const auto result = run(spec);
    try {
        if (!result.ok()) {
            throw Error("{}: {}", result.outcome(), sanitize_line(result.err));
        }
        const auto document = parse_json(result.out, "what it prints for \"version -json\"");
        return {
            document.contains("terraform_outdated") ? "terraform" : "tofu",
            program,
            document.at("terraform_version").get<std::string>()};
    } catch (const std::exception& error) {
        throw Error("{} is neither Terraform nor OpenTofu: {}", program.string(), error.what());
    }
}

} // namespace

std::vector<std::string> environment_for_engine() {
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (const std::string_view text = *entry; text.rfind("TF_", 0) != 0) {
            environment.emplace_back(text);
        }
    }
    environment.emplace_back("CHECKPOINT_DISABLE=1");
    return environment;
}

Engine find_engine(const std::string& configured, const std::string& made_by) {
    std::vector<std::string> names{"terraform", "tofu"};
    if (!configured.empty()) {
        names = {configured};
    } else if (!made_by.empty()) {
        names = {made_by};
    }
    for (const auto& name : names) {
        const auto program = find_program(name);
        if (!program) {
            continue;
        }
        auto engine = identify(*program);
        if (engine.version.rfind("0.", 0) == 0) {
            throw with_hint(
                Error("{} is version {}; crocum needs 1.0 or newer", program->string(), engine.version),
                "Set CROCUM_TERRAFORM to another program; " + setup_path("engine") + " builds OpenTofu");
        }
        if (!made_by.empty() && engine.name != made_by) {
            throw with_hint(
                Error("the instance was created by {}, but {} is {}", made_by, program->string(), engine.name),
                "Set CROCUM_TERRAFORM to " + made_by + "; their states are not interchangeable");
        }
        return engine;
    }
    throw with_hint(
        Error("there is no program {} on PATH", join(names, " or ")),
        setup_path("engine") + " builds OpenTofu; or set CROCUM_TERRAFORM to the program's path");
}

} // namespace crocum
