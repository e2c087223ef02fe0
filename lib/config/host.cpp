#include "lib/config/host.hpp"

#include "lib/base/process.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace crocum {

namespace fs = std::filesystem;

namespace {

bool processor_can_virtualise() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("flags", 0) == 0) {
            const auto flags = line + " ";
            return flags.find(" vmx ") != std::string::npos || flags.find(" svm ") != std::string::npos;
        }
    }
    return false;
}

} // namespace

std::optional<std::string> environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

fs::path user_folder(const char* variable, const char* fallback) {
    if (const auto base = environment(variable)) {
        return fs::path(*base) / "crocum";
    }
    return fs::path(environment("HOME").value_or("/")) / fallback / "crocum";
}

fs::path default_state() {
    const fs::path shared = "/var/lib/crocum";
    if (::geteuid() == 0 || ::access(shared.c_str(), W_OK) == 0) {
        return shared;
    }
    return user_folder("XDG_STATE_HOME", ".local/state");
}

std::vector<fs::path> default_labs() {
    return {
        "labs",
        user_folder("XDG_DATA_HOME", ".local/share") / "labs",
        "/usr/local/share/crocum/labs",
        "/usr/share/crocum/labs"};
}

fs::path default_python() {
    const fs::path debian = "/usr/bin/python3";
    if (::access(debian.c_str(), X_OK) == 0) {
        return debian;
    }
    return find_program("python3").value_or("python3");
}

std::string usable_domain_type() {
    return processor_can_virtualise() && ::access("/dev/kvm", R_OK | W_OK) == 0 ? "kvm" : "qemu";
}

} // namespace crocum
