#include "lib/base/process.hpp"
#include "lib/lab/lab.hpp"
#include "lib/lab/variable_names.hpp"
#include "lib/session/validate/passes.hpp"
#include "lib/terraform/source.hpp"
#include "lib/terraform/variable_files.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

/// The variables whose values are never those of another student.
std::set<std::string> variables_of_a_student(const Lab& lab) {
    std::set<std::string> names{variable::user_id, variable::student, variable::instance, variable::seed};
    for (const auto& [name, spec] : lab.parameters) {
        if (spec.is_unique()) {
            names.insert(name);
        }
    }
    return names;
}

/// Values of the lab's variable files that crocum's own values replace.
void validate_variable_files(const Lab& lab, Diagnostics& diagnostics) {
    const std::set<std::string> of_settings{
        variable::libvirt_uri, variable::domain_type, variable::image, variable::kernel, variable::initrd};
    std::set<std::string> own(variable::all.begin(), variable::all.end());
    for (const auto& [name, spec] : lab.parameters) {
        own.insert(name);
    }
    for (const auto& one : assigned_variables(lab.folder)) {
        if (own.count(one.name) != 0) {
            diagnostics.warning(
                one.file,
                one.line,
                fmt::format(
                    "the value of {} is not used: {}. Only a plain terraform apply uses it",
                    one.name,
                    of_settings.count(one.name) == 0
                        ? "crocum gives each instance its own"
                        : "it comes from crocum's settings, see crocum-config(5); a lab that needs another value has a "
                          "variable of another name"));
        }
    }
}

} // namespace

void validate_terraform_source(const Lab& lab, Diagnostics& diagnostics) {
    validate_variable_files(lab, diagnostics);
    const auto blocks = source_blocks(lab.folder);
    for (const auto& one : refused_blocks(blocks)) {
        diagnostics.error(one.file, one.line, one.message);
    }
    for (const auto& one : shared_names(blocks, variables_of_a_student(lab))) {
        diagnostics.warning(one.file, one.line, one.message);
    }
    for (const auto& one : blocks) {
        if (one.is_resource("libvirt_cloudinit_disk") && !find_program("mkisofs")) {
            diagnostics.warning(one.file, one.block.line, fmt::format("{}. {}", no_mkisofs, mkisofs_hint));
        }
    }
    for (const auto& one : waits_without_dhcp(blocks)) {
        diagnostics.warning(one.file, one.line, one.message);
    }
}

} // namespace crocum
