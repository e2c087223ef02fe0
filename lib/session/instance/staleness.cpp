#include "lib/session/instance/staleness.hpp"

#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/terraform/lab_copy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {

template <typename Digest>
const std::string& known(
    std::map<std::filesystem::path, std::string>& digests, const std::filesystem::path& path, Digest digest) {
    auto found = digests.find(path);
    if (found == digests.end()) {
        std::string text;
        try {
            text = digest();
        } catch (const std::exception&) {
            text.clear();
        }
        found = digests.emplace(path, text).first;
    }
    return found->second;
}

} // namespace

bool LabDigests::outdated(const Instance& instance) {
    const auto& now = tree(instance.folder);
    if (!is_comparable(instance.lab_digest, now)) {
        return false;
    }
    return now != instance.lab_digest ||
           std::any_of(instance.machines.begin(), instance.machines.end(), [&](const InstanceMachine& machine) {
               return script_changed(instance, machine);
           });
}

std::string LabDigests::changed_scripts(const Instance& instance) {
    std::vector<std::string> scripts;
    for (const auto& machine : instance.machines) {
        if (script_changed(instance, machine)) {
            scripts.push_back(fmt::format("setup/{}.sh", machine.name));
        }
    }
    return scripts.empty() ? "" : fmt::format(" ({})", join(scripts, ", "));
}

bool LabDigests::script_changed(const Instance& instance, const InstanceMachine& machine) {
    return machine.set_up && setup(instance.folder, machine.name) != machine.setup_digest;
}

const std::string& LabDigests::tree(const std::filesystem::path& lab) {
    return known(known_, lab, [&] { return lab_digest(lab); });
}

const std::string& LabDigests::setup(const std::filesystem::path& lab, const std::string& machine) {
    return known(known_, setup_file(lab, machine), [&] { return setup_digest(lab, machine); });
}

} // namespace crocum
