#include "lib/session/grading/attempt_history.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::string started_by_name(const std::string& name) {
    constexpr std::size_t stamp = 25;
    try {
        return to_iso(from_stamp(name.substr(0, stamp)));
    } catch (const Error&) {
        return "";
    }
}

/// The check that works on the instance at the moment, if there is one.
std::string checking(const Context& context, const InstanceId& id) {
    const auto holder = holder_of(context, id);
    const bool checks = holder && holder->command.find(" check ") != std::string::npos;
    return checks ? sanitize_line(holder->describe(), 200) : "";
}

KeptAttempt kept(const Context& context, const Attempts& attempts, const InstanceId& id, const std::string& name) {
    KeptAttempt attempt;
    attempt.id = id;
    attempt.name = name;
    attempt.started = started_by_name(name);
    attempt.folder = attempts.folder(id, name);
    if (attempts.is_finished(id, name)) {
        attempt.grading = attempts.grading(id, name);
        attempt.started = attempt.grading->measured.started;
    } else {
        attempt.loose = loose_records(attempt.folder);
        // Only the newest attempt can still be running.
        attempt.at_work = attempts.names(id).front() == name ? checking(context, id) : "";
    }
    return attempt;
}

/// The name of the current attempt; empty if no attempt is finished.
std::string current_name(const Attempts& attempts, const InstanceId& id) {
    const auto current = attempts.current(id);
    return current ? current->measured.name : "";
}

} // namespace

void require_attempts(const Attempts& attempts, const InstanceId& id) {
    if (!attempts.names(id).empty()) {
        return;
    }
    const auto near = nearest(id.student, attempts.students(id.lab));
    throw with_hint(
        Error("there is no attempt of {}", to_string(id)),
        near.empty() ? fmt::format("\"crocum lab check {} -s {}\" creates one", id.lab, id.student)
                     : fmt::format("Did you mean \"{} -s {}\"?", id.lab, near));
}

std::string named_attempt(const Attempts& attempts, const InstanceId& id, const std::string& prefix) {
    require_attempts(attempts, id);
    std::vector<std::string> found;
    for (const auto& name : attempts.names(id)) {
        if (name == prefix) {
            return name;
        }
        if (name.rfind(prefix, 0) == 0) {
            found.push_back(name);
        }
    }
    const auto shown = sanitize_line(prefix, 60);
    if (found.empty()) {
        throw with_hint(
            UsageError("{} has no attempt whose name begins with \"{}\"", to_string(id), shown),
            fmt::format("\"crocum lab show {} -s {} --list\" shows the attempts", id.lab, id.student));
    }
    if (found.size() > 1) {
        throw with_hint(
            UsageError("ambiguous attempt \"{}\": {} begin with it", shown, plural(found.size(), "attempt name")),
            "Give more of the name: " + sanitize_line(join(found, ", "), 300));
    }
    return found.front();
}

KeptAttempt show(const Context& context, const InstanceId& id, const std::string& prefix) {
    const auto attempts = attempts_of(context);
    require_attempts(attempts, id);
    const auto current = current_name(attempts, id);
    if (prefix.empty() && current.empty()) {
        throw with_hint(
            Error("{} has no finished attempt", to_string(id)),
            fmt::format("\"crocum lab show {} -s {} --list\" shows the unfinished ones", id.lab, id.student));
    }
    auto attempt = kept(context, attempts, id, prefix.empty() ? current : named_attempt(attempts, id, prefix));
    attempt.is_current = attempt.name == current;
    if (attempt.grading) {
        attempt.records = verify_records(attempt.grading->measured, attempt.folder);
    }
    return attempt;
}

std::vector<KeptAttempt> kept_attempts(const Context& context, const InstanceId& id) {
    const auto attempts = attempts_of(context);
    require_attempts(attempts, id);
    std::string current;
    try {
        current = current_name(attempts, id);
    } catch (const Error&) {
        // The row of the damaged attempt shows the error.
    }
    std::vector<KeptAttempt> all;
    for (const auto& name : attempts.names(id)) {
        try {
            all.push_back(kept(context, attempts, id, name));
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception& error) {
            auto& unreadable = all.emplace_back();
            unreadable.id = id;
            unreadable.name = name;
            unreadable.started = started_by_name(name);
            unreadable.folder = attempts.folder(id, name);
            unreadable.error = join(error_chain(error), ": ");
        }
        all.back().is_current = name == current;
    }
    return all;
}

} // namespace crocum
