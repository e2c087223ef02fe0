#include "lib/session/instance/machine_names.hpp"

#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/terraform/resources.hpp"

#include <fmt/format.h>

#include <map>

namespace crocum {

MachineNaming name_machines(const InstanceId& id, const std::vector<std::string>& domains) {
    MachineNaming result;
    const auto prefix = fmt::format("{}-{}-", id.student, id.lab);
    for (const auto& domain : domains) {
        const auto shown = sanitize_line(domain, 100);
        const auto name = machine_name(domain, id.student, id.lab);
        if (domain.rfind(prefix, 0) != 0) {
            result.warnings.push_back(fmt::format(
                "the domain of student \"{}\" is called {}, not {}…: domains of other students would get the same name",
                id.student,
                shown,
                prefix));
        }
        if (!is_machine_name(name)) {
            result.errors.push_back(fmt::format(
                "domain {} would be machine \"{}\", which is not a valid name ({})",
                shown,
                sanitize_line(name, 100),
                machine_name_rule));
        }
        if (!result.machines.insert(name).second) {
            result.errors.push_back(fmt::format("two domains would be machine {}", sanitize_line(name, 100)));
        }
    }
    std::map<std::string, std::string> lower;
    for (const auto& name : result.machines) {
        if (const auto [other, is_new] = lower.emplace(lower_case(name), name); !is_new) {
            result.errors.push_back(fmt::format(
                "the names of machines {} and {} differ only in capitals",
                sanitize_line(other->second, 100),
                sanitize_line(name, 100)));
        }
    }
    if (domains.empty()) {
        result.errors.push_back("the Terraform files create no machine (no libvirt_domain)");
    }
    return result;
}

} // namespace crocum
