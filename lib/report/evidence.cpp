#include "lib/report/evidence.hpp"

#include "lib/base/local_time.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/check_text.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {

constexpr std::size_t digest_digits = 12;
constexpr const char* indent = "           ";

std::string row(const std::string& name, const std::string& value) {
    return value.empty() ? "" : "  " + pad(sanitize_line(name), 10) + "  " + value + "\n";
}

std::string revision_text(const std::optional<Revision>& revision) {
    return !revision ? "not in a git repository"
                     : sanitize_line(revision->commit) + (revision->dirty ? ", with changes" : "");
}

std::string place(const MeasuredMachine& machine) {
    if (!machine.agent.empty()) {
        return ", " + sanitize_line(machine.agent);
    }
    if (machine.domain.empty()) {
        return "";
    }
    auto text = ", domain " + sanitize_line(machine.domain);
    text += machine.uuid.empty() ? "" : " (" + sanitize_line(machine.uuid) + ")";
    return text + (machine.uri.empty() ? "" : " at " + sanitize_line(machine.uri));
}

std::string records_text(const Evidence& evidence, const Style& style) {
    const auto finding = sanitize_line(evidence.finding);
    switch (evidence.state) {
    case EvidenceState::verified:
        return style.green("records " + finding);
    case EvidenceState::none:
        return "no records";
    case EvidenceState::refused:
        return style.yellow("records " + finding);
    case EvidenceState::mismatch:
        break;
    }
    return style.red("records do not match: " + finding);
}

std::string suite_row(
    const Attempt& attempt, const std::string& name, const Evidence& evidence, bool all, const Style& style) {
    std::string text;
    if (const auto found = attempt.machines.find(name); found != attempt.machines.end()) {
        const auto& machine = found->second;
        text = machine.mode == "host" ? "from the host" : "in the guest";
        text += fmt::format("{}, {:.1f} s", all ? place(machine) : "", machine.seconds);
        text += all ? ", " + plural(machine.calls, "agent call") : "";
    }
    if (const auto digest = attempt.suite_digests.find(name); all && digest != attempt.suite_digests.end()) {
        text += ", suite " + sanitize_line(digest->second.substr(0, digest_digits));
    }
    return row(name, text + (text.empty() ? "" : "; ") + records_text(evidence, style));
}

CheckResult sanitized(CheckResult result) {
    result.check.machine = sanitize_line(result.check.machine, 40);
    result.check.title = sanitize_line(result.check.title, 200);
    result.check.number = sanitize_line(result.check.number, 20);
    result.check.id = sanitize_line(result.check.id, 300);
    result.reason = sanitize_line(result.reason, 40);
    result.message = sanitize(result.message);
    result.output = sanitize(result.output);
    return result;
}

std::string below(const std::string& text) {
    std::string indented;
    for (const auto& line : lines(text)) {
        indented += indent + line + "\n";
    }
    return indented;
}

std::string worth(const CheckResult& result) {
    return result.verdict == Verdict::ungraded ? fmt::format("ungraded, {}", result.reason)
                                               : fmt::format(
                                                     "{}, {} of {}",
                                                     to_string(result.verdict),
                                                     number(result.points()),
                                                     plural_points(result.check.points));
}

} // namespace

std::string judged_with(
    const Attempt& attempt, const std::map<std::string, Evidence>& records, bool all, const Style& style) {
    std::vector<std::string> parameters;
    parameters.reserve(attempt.parameters.size());
    for (const auto& [name, value] : attempt.parameters) {
        parameters.push_back(sanitize_line(name) + "=" + sanitize_line(value));
    }
    auto text = row("started", local_time(attempt.started));
    text += row("finished", local_time(attempt.finished));
    if (all) {
        text += row("crocum", sanitize_line(attempt.crocum));
        text += row("runtime", sanitize_line(attempt.runtime_digest.substr(0, digest_digits)));
        text += row("instance", sanitize_line(attempt.instance));
    }
    text += row("lab", revision_text(attempt.revision));
    text += row("parameters", join(parameters, ", "));
    if (attempt.partial) {
        text += row("selection", style.yellow("in part: " + sanitize_line(attempt.selection)));
    }
    for (const auto& [name, evidence] : records) {
        text += suite_row(attempt, name, evidence, all, style);
    }
    return text;
}

std::string checks_in_effect(const Grading& grading, bool all, const Style& style) {
    const auto before = grading.results_before_decisions();
    const auto results = grading.results();
    std::string text;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto result = sanitized(results[i]);
        const auto measured = sanitized(before[i]);
        text += trace_line(result, style);
        if (all || result.verdict != Verdict::passed) {
            text += below(style.dim(shown_id(result.check.id)));
        }
        if (const auto* decision = grading.decision_on(results[i].check.id)) {
            text += below(style.yellow("decided: ") + decision_text(*decision));
            text += below("measured: " + worth(measured));
        }
        const auto why = measured.reason.empty() ? "" : measured.reason + (measured.message.empty() ? "" : ": ");
        text += below(why + measured.message);
        text += all ? trace_output(result) : "";
    }
    return text;
}

std::string afterwards(const Grading& grading, const Style& style) {
    std::string text;
    for (const auto& decision : grading.decisions) {
        const auto results = grading.results_before_decisions();
        const bool known = !decision.check || std::any_of(results.begin(), results.end(), [&](const auto& result) {
            return result.check.id == *decision.check;
        });
        const auto* holds = grading.decision_on(decision.check);
        text += fmt::format(
            "  {}: {}{}\n",
            decision_subject(decision),
            decision_text(decision),
            decision.withdraws   ? ""
            : holds == nullptr   ? style.dim(" (withdrawn)")
            : holds != &decision ? style.dim(" (replaced by a later one)")
            : known              ? ""
                                 : style.dim(" (no longer in the lab)"));
    }
    if (!text.empty()) {
        text = style.bold("Decisions") + "\n" + text;
    }
    if (!grading.regrades.empty()) {
        text += style.bold("Regrades") + "\n";
    }
    for (const auto& regrade : grading.regrades) {
        double points = 0;
        for (const auto& check : regrade.checks) {
            points += check.points;
        }
        text += fmt::format(
            "  {}, by {}, crocum {}: {}, {}; lab {}{}\n",
            local_time(regrade.when),
            sanitize_line(regrade.who),
            sanitize_line(regrade.crocum),
            plural(regrade.checks.size(), "check"),
            plural_points(points),
            revision_text(regrade.revision),
            regrade.undone
                ? style.dim(fmt::format(
                      " (undone {} by {})", local_time(regrade.undone->when), sanitize_line(regrade.undone->who)))
                : "");
    }
    return text;
}

} // namespace crocum
