#include "lib/terraform/terraform.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/machine_names.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/session/validate/passes.hpp"
#include "lib/terraform/domain_names.hpp"
#include "lib/terraform/init_failure.hpp"
#include "lib/terraform/lab_copy.hpp"
#include "lib/terraform/resources.hpp"
#include "lib/terraform/source.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// The student id for validation; it is only used in names.
constexpr const char* sample_student = "someone";

/// Terraform in a copy of the lab, like that of an instance.
Terraform terraform_in(const Context& context, const Lab& lab, const Engine& engine, const fs::path& copy) {
    copy_lab(lab.folder, copy);
    auto settings = terraform_settings(context.config, engine, copy, context.config.libvirt_uri);
    settings.variables = identity_variables({lab.id, sample_student}, "00000000", "0");
    return Terraform(std::move(settings));
}

/// Adds the diagnostics of Terraform, with file and line. Returns whether there is an error.
bool take_diagnostics(const Json& document, const Lab& lab, Diagnostics& diagnostics) {
    bool errors = false;
    for (const auto& diagnostic : document.value("diagnostics", Json::array())) {
        const auto range = object_at(diagnostic, "range");
        const auto name = text_at(range, "filename");
        const auto file = name.empty() ? lab.folder : (lab.folder / name).lexically_normal();
        const int line = object_at(range, "start").value("line", 0);
        const auto detail = text_at(diagnostic, "detail");
        const auto message = text_at(diagnostic, "summary") + (detail.empty() ? "" : ": " + detail);
        if (text_at(diagnostic, "severity") == "error") {
            diagnostics.error(file, line, message);
            errors = true;
        } else {
            diagnostics.warning(file, line, message);
        }
    }
    return errors;
}

/// The machines of these domains. Reports domain names that the rest of crocum would refuse.
MachineNames machines_called(const Json& domains, const Lab& lab, Diagnostics& diagnostics) {
    const auto found = name_machines({lab.id, sample_student}, domains.get<std::vector<std::string>>());
    for (const auto& warning : found.warnings) {
        diagnostics.warning(lab.folder, 0, warning);
    }
    for (const auto& error : found.errors) {
        diagnostics.error(lab.folder, 0, error);
    }
    return found.machines.empty() ? std::nullopt : std::optional(found.machines);
}

/// The place in the files that names a provider, or uses it without naming it.
SourceFinding place_of(const InitCause& cause, const Lab& lab) {
    const auto blocks = source_blocks(lab.folder);
    const auto type = cause.provider.substr(cause.provider.rfind('/') + 1);
    for (const auto& [file, block] : blocks) {
        for (const auto& within : block.blocks) {
            for (const auto& [name, value] : within.attributes) {
                if (within.header[0] == "required_providers" &&
                    value.text.find('"' + cause.provider + '"') != std::string::npos) {
                    return {file, value.line, ""};
                }
            }
        }
    }
    for (const auto& [file, block] : blocks) {
        if (!type.empty() && block.header.size() == 3 && block.header[1].rfind(type + "_", 0) == 0) {
            return {file, block.line, ""};
        }
    }
    return {lab.folder, 0, ""};
}

void add_init_failure(const Error& error, const fs::path& mirror, const Lab& lab, Diagnostics& diagnostics) {
    const auto causes = init_causes(error.what(), mirror);
    std::string text = error.what();
    for (const auto& cause : causes) {
        text += "\n" + cause.hint;
    }
    const auto place = causes.empty() ? SourceFinding{lab.folder, 0, ""} : place_of(causes[0], lab);
    diagnostics.error_text(place.file, place.line, text);
}

/// Runs init. A mistake in the files makes init fail with a text only; validate then gives the place.
bool prepared(Terraform& terraform, const fs::path& mirror, const Lab& lab, Diagnostics& diagnostics) {
    try {
        terraform.init(Terraform::Backend::left_alone);
        return true;
    } catch (const Error& error) {
        const auto document = terraform.validate();
        const bool placed = document.value("diagnostics", Json::array()).size() > 0 && error.hint.empty();
        if (!placed || !take_diagnostics(document, lab, diagnostics)) {
            add_init_failure(error, mirror, lab, diagnostics);
        }
        return false;
    }
}

} // namespace

MachineNames validate_terraform(const Context& context, const Lab& lab, Diagnostics& diagnostics) {
    Engine engine;
    try {
        engine = find_engine(context.config.terraform, "");
    } catch (const Error& error) {
        diagnostics.warning(lab.folder, 0, fmt::format("the Terraform files were not validated: {}", error.what()));
        return std::nullopt;
    }
    const TemporaryFolder folder;
    try {
        auto terraform = terraform_in(context, lab, engine, folder.path() / lab.id);
        if (!prepared(terraform, context.config.providers, lab, diagnostics) ||
            take_diagnostics(terraform.validate(), lab, diagnostics)) {
            return std::nullopt;
        }
        const auto expression = domain_names_expression(lab.folder);
        const auto domains = expression ? terraform.evaluate(*expression) : std::nullopt;
        return domains ? machines_called(*domains, lab, diagnostics) : std::nullopt;
    } catch (const Error& error) {
        // A link out of the folder prevents the copy, and was reported already.
        if (!diagnostics.any_below(lab.folder) ||
            std::string(error.what()).find(" is a link to ") == std::string::npos) {
            diagnostics.error(lab.folder, 0, join(error_chain(error), ": "));
        }
        return std::nullopt;
    }
}

} // namespace crocum
