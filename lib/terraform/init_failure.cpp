#include "lib/terraform/init_failure.hpp"

#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/setup_path.hpp"
#include "lib/base/text.hpp"
#include "lib/terraform/cli_config.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* lock_name = ".terraform.lock.hcl";

/// The full address that belongs to a provider's short one, if it is in the mirror.
std::string mirrored_address(const std::string& provider, const std::vector<std::string>& mirrored) {
    const auto found = std::find_if(mirrored.begin(), mirrored.end(), [&](const std::string& address) {
        return address == provider || address.substr(address.find('/') + 1) == provider;
    });
    return found == mirrored.end() ? "" : *found;
}

std::string unreachable_hint(const std::string& provider, const fs::path& mirror) {
    const std::string type = provider.substr(provider.rfind('/') + 1);
    if (type == "libvirt" && provider != "dmacvicar/libvirt") {
        return "The lab does not say whose libvirt provider it uses. In terraform { required_providers { … } }: "
               "libvirt = "
               "{ source = \"dmacvicar/libvirt\" }";
    }
    if (type == "libvirt") {
        return setup_path("provider") + " installs the libvirt provider without the registry";
    }
    return fmt::format(
        "The provider {} comes from its registry, which this host cannot reach: connect the host, put the provider "
        "into "
        "{}, or change the lab so that it does not need it",
        provider,
        mirror.string());
}

std::string version_hint(
    const std::string& provider, const std::vector<std::string>& mirrored, const fs::path& mirror) {
    const auto address = mirrored_address(provider, mirrored);
    if (address.empty()) {
        return fmt::format("No registry has this version of {}: correct it in required_providers", provider);
    }
    const auto versions = entries_of(mirror / address);
    return fmt::format(
        "{0} is taken from {1}, which has {2}: write version = \"{2}\" in required_providers, or put the other version "
        "into that folder",
        provider,
        (mirror / address).string(),
        join(versions, ", "));
}

/// The cause of one error; its hint is empty when it is not known. `error`: on one line.
InitCause cause_of(const std::string& error, const std::vector<std::string>& mirrored, const fs::path& mirror) {
    static const Pattern named(
        R"((?:versions for provider|installing|package for|named|provider) ([\w.-]+(?:/[\w.-]+){1,2}))");
    const auto has = [&](const char* text) { return error.find(text) != std::string::npos; };
    const auto match = named.search(error);
    auto provider = match ? match->groups[1] : "";
    provider.resize(provider.find_last_not_of('.') + 1);
    if (has("any of the checksums previously recorded") || has("does not match configured version constraint") ||
        has("dependency lock file")) {
        return {
            provider,
            std::string("The lab's ") + lock_name +
                " is for another build or version of this provider: remove that file from the lab folder"};
    }
    if (has("no available releases match")) {
        return {provider, version_hint(provider, mirrored, mirror)};
    }
    if (has("module registry") || has("download module")) {
        return {
            "",
            "A module comes from a registry or another server, which has to be reached: copy the module into the lab "
            "folder, and write source = \"./modules/NAME\""};
    }
    if (!provider.empty() && (has("query available provider") || has("install provider") || has("provider registry"))) {
        return {provider, unreachable_hint(provider, mirror)};
    }
    return {};
}

} // namespace

std::string init_errors(const std::string& out, const std::string& err) {
    const auto text = sanitize(words(err).empty() ? out : err);
    std::string kept;
    bool advice = false;
    for (const auto& line : lines(text)) {
        // "To see which modules are currently depending on …", with the command below it.
        advice =
            line.rfind("To see which modules", 0) == 0 || (advice && !line.empty() && line.rfind("Error: ", 0) != 0);
        const bool second_empty_line = line.empty() && (kept.empty() || kept.ends_with("\n\n"));
        if (!advice && !second_empty_line) {
            kept += line + "\n";
        }
    }
    kept.resize(kept.find_last_not_of('\n') + 1);
    return kept;
}

std::vector<InitCause> init_causes(const std::string& errors, const fs::path& mirror) {
    const auto mirrored = mirrored_providers(mirror);
    std::vector<InitCause> causes;
    const auto add = [&](const std::string& error) {
        auto cause = cause_of(join(words(error), " "), mirrored, mirror);
        if (!cause.hint.empty() && std::find(causes.begin(), causes.end(), cause) == causes.end()) {
            causes.push_back(std::move(cause));
        }
    };
    std::string error;
    for (const auto& line : lines(errors)) {
        if (line.rfind("Error: ", 0) == 0) {
            add(error);
            error.clear();
        }
        error += line + "\n";
    }
    add(error);
    return causes;
}

void unlock_mirrored_providers(const fs::path& working, const fs::path& mirror) {
    const auto text = read_file_if_present(working / lock_name);
    if (!text) {
        return;
    }
    const auto mirrored = mirrored_providers(mirror);
    std::string kept;
    bool within = false;
    for (const auto& line : lines(*text)) {
        // Terraform writes the file; a block ends with a brace alone.
        const auto begins = std::any_of(mirrored.begin(), mirrored.end(), [&](const std::string& address) {
            return line.rfind("provider \"" + address + "\" {", 0) == 0;
        });
        within = within || begins;
        if (!within) {
            kept += line + "\n";
        }
        within = within && line.rfind('}', 0) != 0;
    }
    if (kept != *text) {
        write_file_atomic(working / lock_name, kept);
    }
}

} // namespace crocum
