#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/provision/domain_names.hpp"
#include "lib/provision/resources.hpp"
#include "lib/provision/terraform.hpp"
#include "lib/provision/tree.hpp"
#include "lib/session/validate_parts.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Nobody's id in particular.
constexpr const char* somebody = "someone";

/// Terraform in a copy of the lab, as an instance would have it.
Terraform terraform_in(const Session& session, const Lab& lab, const Engine& engine, const fs::path& copy) {
    copy_lab(lab.folder, copy);
    Terraform::Settings settings;
    settings.engine = engine;
    settings.folder = copy;
    settings.providers = session.config.providers;
    settings.init_lock = session.config.state / "locks" / "terraform-init";
    settings.libvirt_uri = session.config.libvirt_uri;
    settings.variables = {
        {"user-id", somebody}, {"student", somebody}, {"lab", lab.id}, {"instance", "00000000"}, {"seed", "0"}};
    return Terraform(std::move(settings));
}

/// What Terraform found, with file and line. Returns whether any of it is an error.
bool take_diagnostics(const Json& document, const Lab& lab, Findings& findings) {
    bool errors = false;
    for (const auto& diagnostic : document.value("diagnostics", Json::array())) {
        const auto range = object_at(diagnostic, "range");
        const auto name = text_at(range, "filename");
        const auto file = name.empty() ? lab.folder : (lab.folder / name).lexically_normal();
        const int line = object_at(range, "start").value("line", 0);
        const auto detail = text_at(diagnostic, "detail");
        const auto message = text_at(diagnostic, "summary") + (detail.empty() ? "" : ": " + detail);
        if (text_at(diagnostic, "severity") == "error") {
            findings.error(file, line, message);
            errors = true;
        } else {
            findings.warning(file, line, message);
        }
    }
    return errors;
}

/// What the rest of crocum would not take for a machine.
MachineNames machines_called(const Json& domains, const Lab& lab, Findings& findings) {
    std::set<std::string> machines;
    const auto prefix = fmt::format("{}-{}-", somebody, lab.id);
    for (const auto& domain : domains) {
        const auto name = machine_name(domain.get<std::string>(), somebody, lab.id);
        const auto shown = sanitize_line(domain.get<std::string>(), 100);
        if (domain.get<std::string>().rfind(prefix, 0) != 0) {
            findings.warning(
                lab.folder,
                0,
                fmt::format(
                    "the domain of a student \"{}\" is called {}, not {}…: another student's would have the same name",
                    somebody,
                    shown,
                    prefix));
        }
        if (!is_id(name) || name == "lab") {
            findings.error(
                lab.folder,
                0,
                fmt::format(
                    "domain {} would be machine \"{}\", which is no valid name (a-z, 0-9, \"-\"; not \"lab\")",
                    shown,
                    sanitize_line(name, 100)));
        }
        if (!machines.insert(name).second) {
            findings.error(lab.folder, 0, fmt::format("two domains would be machine {}", sanitize_line(name, 100)));
        }
    }
    if (machines.empty()) {
        findings.error(lab.folder, 0, "its Terraform files make no machine (no libvirt_domain)");
        return std::nullopt;
    }
    return machines;
}

/// A mistake in the files ends init as well, which tells it as a text; validate says where it is.
bool prepared(Terraform& terraform, const Lab& lab, Findings& findings) {
    try {
        terraform.init(Terraform::Backend::left_alone);
        return true;
    } catch (const Error& error) {
        const auto hint = error.hint.empty() ? "" : ". " + error.hint;
        const auto document = terraform.validate();
        const bool placed = document.value("diagnostics", Json::array()).size() > 0 && error.hint.empty();
        if (!placed || !take_diagnostics(document, lab, findings)) {
            findings.error(lab.folder, 0, error.what() + hint);
        }
        return false;
    }
}

} // namespace

MachineNames look_at_terraform(const Session& session, const Lab& lab, Findings& findings) {
    Engine engine;
    try {
        engine = find_engine(session.config.terraform, "");
    } catch (const Error& error) {
        findings.warning(lab.folder, 0, fmt::format("the Terraform files were not validated: {}", error.what()));
        return std::nullopt;
    }
    const TemporaryFolder folder;
    try {
        auto terraform = terraform_in(session, lab, engine, folder.path() / lab.id);
        if (!prepared(terraform, lab, findings) || take_diagnostics(terraform.validate(), lab, findings)) {
            return std::nullopt;
        }
        const auto expression = domain_names_expression(lab.folder);
        const auto domains = expression ? terraform.evaluate(*expression) : std::nullopt;
        return domains ? machines_called(*domains, lab, findings) : std::nullopt;
    } catch (const Error& error) {
        // A link out of the folder is known by now, and keeps it from being copied.
        if (!findings.any_below(lab.folder) || std::string(error.what()).find(" is a link to ") == std::string::npos) {
            findings.error(lab.folder, 0, join(error_chain(error), ": "));
        }
        return std::nullopt;
    }
}

} // namespace crocum
