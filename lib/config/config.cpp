#include "lib/config/config.hpp"

#include "lib/base/error.hpp"
#include "lib/config/host.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Every setting as text; absent means the default.
struct Settings {
    std::optional<std::string> state, labs, libvirt_uri, domain_type, image, providers, terraform, terraform_timeout,
        python, database, memory_limit, applies, boots, checks, timezone;
};

struct Key {
    const char* name; ///< in config.toml
    const char* variable;
    std::optional<std::string> Settings::*value;
};

constexpr std::array<Key, 15> keys{{
    {"state", "CROCUM_STATE", &Settings::state},
    {"labs", "CROCUM_LABS", &Settings::labs},
    {"libvirt_uri", "CROCUM_LIBVIRT_URI", &Settings::libvirt_uri},
    {"domain_type", "CROCUM_DOMAIN_TYPE", &Settings::domain_type},
    {"image", "CROCUM_IMAGE", &Settings::image},
    {"providers", "CROCUM_PROVIDERS", &Settings::providers},
    {"terraform", "CROCUM_TERRAFORM", &Settings::terraform},
    {"terraform_timeout", "CROCUM_TERRAFORM_TIMEOUT", &Settings::terraform_timeout},
    {"python", "CROCUM_PYTHON", &Settings::python},
    {"database", "CROCUM_DATABASE", &Settings::database},
    {"memory_limit", "CROCUM_MEMORY_LIMIT", &Settings::memory_limit},
    {"applies", "CROCUM_APPLIES", &Settings::applies},
    {"boots", "CROCUM_BOOTS", &Settings::boots},
    {"checks", "CROCUM_CHECKS", &Settings::checks},
    {"timezone", "TZ", &Settings::timezone},
}};

void read_toml(const fs::path& file, Settings& settings) {
    toml::table document;
    try {
        document = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        throw UsageError(
            "{}:{}:{}: {}", file.string(), error.source().begin.line, error.source().begin.column, error.description());
    }
    for (const auto& [name, node] : document) {
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return name.str() == k.name; });
        const auto at = fmt::format("{}:{}", file.string(), node.source().begin.line);
        if (key == keys.end()) {
            throw UsageError("{}: unknown setting \"{}\"", at, name.str());
        }
        const auto text = node.value<std::string>();
        if (!text) {
            throw UsageError("{}: {} has to be a text in quotes", at, name.str());
        }
        settings.*(key->value) = *text;
    }
}

Settings read_settings() {
    Settings settings;
    if (const auto only = environment("CROCUM_CONFIG")) {
        if (!fs::exists(*only)) {
            throw UsageError("CROCUM_CONFIG names {}, which does not exist", *only);
        }
        read_toml(*only, settings);
    } else {
        for (const auto& file :
             {fs::path("/etc/crocum/config.toml"), user_folder("XDG_CONFIG_HOME", ".config") / "config.toml"}) {
            if (fs::exists(file)) {
                read_toml(file, settings);
            }
        }
    }
    for (const auto& key : keys) {
        if (auto value = environment(key.variable)) {
            settings.*(key.value) = std::move(value);
        }
    }
    return settings;
}

std::vector<fs::path> split_path(const std::string& text) {
    std::vector<fs::path> folders;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find(':', begin), text.size());
        if (end > begin) {
            folders.emplace_back(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return folders;
}

/// A setting that is a whole number; 0 when it is not set.
unsigned count(const std::optional<std::string>& text, const char* name) {
    constexpr std::size_t most_digits = 9;
    if (!text) {
        return 0;
    }
    if (text->empty() || text->size() > most_digits || text->find_first_not_of("0123456789") != std::string::npos) {
        throw UsageError("{} is \"{}\"; it has to be a number, in quotes in config.toml", name, *text);
    }
    return static_cast<unsigned>(std::stoul(*text));
}

} // namespace

Config load_config() {
    const auto settings = read_settings();
    Config config;
    // It is part of the mark of domains, so one directory must have one name.
    const auto state = fs::absolute(settings.state ? fs::path(*settings.state) : default_state());
    std::error_code unreadable;
    config.state = fs::weakly_canonical(state, unreadable);
    if (unreadable) {
        config.state = state.lexically_normal();
    }
    if (!config.state.has_filename()) {
        config.state = config.state.parent_path();
    }
    config.labs = settings.labs ? split_path(*settings.labs) : default_labs();
    config.libvirt_uri = settings.libvirt_uri.value_or("qemu:///system");
    config.domain_type = settings.domain_type ? *settings.domain_type : usable_domain_type();
    if (config.domain_type != "kvm" && config.domain_type != "qemu") {
        throw UsageError("domain_type is \"{}\"; it can be kvm or qemu", config.domain_type);
    }
    // The link changes when the image is built again; disks of running machines still use the earlier file. A missing
    // image is no error here: only commands that create machines need it.
    const fs::path image = settings.image.value_or("/usr/local/lib/crocum/image.qcow2");
    std::error_code missing;
    config.image = fs::canonical(image, missing);
    if (missing) {
        config.image = image;
    }
    config.providers = settings.providers.value_or("/usr/local/lib/crocum/providers");
    config.terraform = settings.terraform.value_or("");
    if (settings.terraform_timeout) {
        config.terraform_timeout = std::chrono::seconds(count(settings.terraform_timeout, "terraform_timeout"));
        if (config.terraform_timeout.count() == 0) {
            throw UsageError("terraform_timeout is 0; it is the number of seconds that one apply may take");
        }
    }
    config.memory_limit = count(settings.memory_limit, "memory_limit");
    config.applies = count(settings.applies, "applies");
    config.boots = count(settings.boots, "boots");
    config.checks = count(settings.checks, "checks");
    config.timezone = settings.timezone.value_or("");
    config.database = settings.database.value_or("");
    config.python = settings.python ? fs::path(*settings.python) : default_python();
    return config;
}

} // namespace crocum
