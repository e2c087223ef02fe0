#include "cmd/command.hpp"

#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/student_names.hpp"
#include "lib/session/targets.hpp"

#include <filesystem>

namespace crocum {

void add_json_option(Verb& verb, OutputOptions& options) {
    verb.flag("--json", options.json, "Print one JSON document (schema 1) on stdout, also on failure");
}

void add_output_options(Verb& verb, OutputOptions& options) {
    add_json_option(verb, options);
    verb.flag("-q,--quiet", options.quiet, "Print only errors");
    verb.flag("-v,--verbose", options.verbose, "Show details: output of checks, events of Terraform");
    verb.excludes("--verbose", "--quiet");
    verb.choice(
        "--color", options.color, "When to use colour: auto, always, never", "WHEN", {"auto", "always", "never"});
}

void add_events_option(Verb& verb, OutputOptions& options, Invocation& invocation) {
    options.events = std::make_shared<EventStream>();
    verb.value(
        "--events",
        [stream = options.events, &invocation](const std::string& file) {
            stream->file = file;
            invocation.events = stream;
        },
        "Write events as JSON lines to FILE (- for stdout); see crocum-events(7)",
        "FILE");
}

void add_lab_option(Verb& verb, std::string& lab) {
    verb.text("LAB", lab, "The lab: its name on the lab path, or its folder");
}

void add_instance_options(Verb& verb, LabOptions& options) {
    add_lab_option(verb, options.lab);
    verb.text("-s,--student", options.student, student_help, "ID");
}

void add_wait_option(Verb& verb, LabOptions& options) {
    verb.number(
        "--wait",
        options.wait,
        "Wait while another crocum holds the lock, at most SECONDS if given",
        "SECONDS",
        0,
        longest_wait);
}

void add_lab_options(Verb& verb, LabOptions& options) {
    add_instance_options(verb, options);
    add_wait_option(verb, options);
    add_output_options(verb, options.output);
}

void require_lab(const std::string& lab) {
    if (lab.empty()) {
        throw with_hint(UsageError("no lab given"), "Give its name or folder; \"crocum lab list\" shows the labs");
    }
}

void require_lab_and_student(const LabOptions& options) {
    require_lab(options.lab);
    if (options.student.empty()) {
        throw UsageError("no student given: give -s STUDENT");
    }
}

void find_student(const Context& context, LabOptions& options, Matching matching) {
    options.student = student_meant(context, lab_id(options.lab), "", options.student, matching);
}

void require_student(const std::string& id) {
    try {
        require_id("student", id);
    } catch (const UsageError& error) {
        throw with_hint(
            UsageError("{}", error.what()),
            fmt::format("For this id in a roster, crocum uses {} (see \"crocum class show NAME\")", student_id(id)));
    }
}

void require_known(const Context& context, const std::string& lab) {
    if (named_folder(lab).empty()) {
        require_known_lab(context, lab_id(lab));
    }
}

std::string signature(const std::string& verb, const LabOptions& options) {
    return fmt::format(
        "crocum lab {} {}{}",
        verb,
        shell_word(options.lab),
        options.student.empty() ? "" : " -s " + shell_word(options.student));
}

std::string lab_name(const std::string& lab) {
    if (is_id(lab)) {
        return lab; // Works also in a current directory that was removed.
    }
    const auto path = std::filesystem::absolute(lab).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string lab_id(const std::string& lab) {
    auto id = lab_name(lab);
    require_id("lab", id);
    return id;
}

Lab named_lab(const Context& context, const LabOptions& options) {
    try {
        return load_lab(find_lab(options.lab, context.config.labs));
    } catch (const UsageError&) {
        const InstanceId id{lab_name(options.lab), options.student};
        const auto instance =
            is_id(id.lab) && is_id(id.student) ? Instances(context.config.state).find(id) : std::nullopt;
        if (!instance || is_lab_folder(instance->folder)) {
            throw;
        }
        throw with_hint(
            UsageError("the lab folder of {}, {}, does not exist any more", to_string(id), instance->folder.string()),
            fmt::format("Restore the folder; \"{}\" works without it", signature("down", options)));
    }
}

std::filesystem::path named_folder(const std::string& lab) {
    std::error_code gone;
    const auto folder = std::filesystem::canonical(lab, gone);
    return !gone && lab.find_first_of("/.") != std::string::npos ? folder : std::filesystem::path();
}

InstanceId named_instance(const Context& context, const LabOptions& options) {
    const auto lab = lab_id(options.lab);
    InstanceId id{lab, student_meant(context, lab, "", options.student)};
    if (const auto folder = named_folder(options.lab); !folder.empty()) {
        require_same_folder(context, id, folder);
    }
    return id;
}

Json document_head(const std::string& command, int exit) {
    return {{"schema", 1}, {"command", command}, {"ok", exit == 0}, {"exit", exit}};
}

Json document(const std::string& command, Exit exit, const Json& object) {
    auto whole = document_head(command, static_cast<int>(exit));
    whole.update(object);
    return whole;
}

} // namespace crocum
