#include "lib/session/student/portal.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/session/instance/existing_machines.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/listing/provider_cache.hpp"
#include "lib/session/locks.hpp"
#include "lib/session/student/attempt_retention.hpp"
#include "lib/session/task/task_sheet.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/freeze_mark.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>

namespace crocum {

namespace {

bool is_visible(const Check& check) {
    return check.visibility == Visibility::visible;
}

/// Keeps the checks that a student may run, and returns how many visible checks are left out. The attempt is always
/// partial: only runs of the teacher give a score.
std::size_t keep_visible(PreparedChecks& checks) {
    std::size_t left_out = 0;
    for (auto& entry : checks.suites) {
        const auto all = entry.checks.size();
        std::erase_if(entry.checks, [](const Check& check) { return !is_visible(check); });
        entry.all = entry.all && entry.checks.size() == all;
        // A whole suite is sent into its machine, where the student could read its hidden checks.
        if (entry.suite.mode == Mode::guest && entry.checks.size() != all) {
            left_out += entry.checks.size();
            entry.checks.clear();
        }
    }
    std::erase_if(checks.suites, [](const SelectedSuite& entry) { return entry.checks.empty(); });
    checks.partial = true;
    checks.selection = by_student;
    return left_out;
}

} // namespace

StudentPortal::StudentPortal(Context& context, std::string student, std::function<void()> stuck)
    : context_(context), student_(std::move(student)), stuck_(std::move(stuck)) {
    require_id("student", student_);
}

Instance StudentPortal::own(const std::string& lab) const {
    const auto known = labs();
    if (std::find(known.begin(), known.end(), lab) == known.end()) {
        throw StudentRefusal(
            "you have no lab \"{}\"{}", sanitize_line(lab, 60), known.empty() ? "" : "; you have " + join(known, ", "));
    }
    return known_instance(context_, {lab, student_});
}

std::vector<Instance> StudentPortal::ready_instances() const {
    std::vector<Instance> found;
    const Instances instances(context_.config.state);
    for (const auto& id : instances.all()) {
        if (id.student != student_) {
            continue;
        }
        try {
            auto instance = instances.find(id);
            if (instance && instance->phase == Phase::ready) {
                found.push_back(std::move(*instance));
            }
        } catch (const Error& error) {
            log("no " + id.lab + ": " + join(error_chain(error), ": ")); // The other labs are still shown.
        }
    }
    return found;
}

std::vector<std::string> StudentPortal::labs() const {
    std::vector<std::string> found;
    for (const auto& instance : ready_instances()) {
        found.push_back(instance.id.lab);
    }
    return found;
}

std::map<std::string, std::vector<std::string>> StudentPortal::machine_names() const {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& instance : ready_instances()) {
        auto& names = found[instance.id.lab];
        for (const auto& machine : instance.machines) {
            names.push_back(machine.name);
        }
    }
    return found;
}

std::vector<OwnMachine> StudentPortal::machines() const {
    std::vector<OwnMachine> found;
    ProviderCache providers(*context_.providers);
    for (const auto& instance : ready_instances()) {
        for (const auto& machine : instance.machines) {
            auto& one = found.emplace_back(OwnMachine{instance.id.lab, machine.name, "?"});
            const auto* address = machine.at_provider();
            if (address == nullptr) {
                one.state = "no console";
            } else if (const auto& libvirt = providers.at(address->uri); libvirt.provider) {
                const auto state = libvirt.machines.find(address->name);
                one.state = to_string(state == libvirt.machines.end() ? MachineState::gone : state->second.state);
            }
        }
    }
    return found;
}

/// A session can last for hours, and due dates change meanwhile.
void StudentPortal::read_rules_again() {
    context_.rules = std::make_shared<LazyGradeRules>();
}

std::vector<DueDate> StudentPortal::due_dates() {
    read_rules_again();
    std::vector<DueDate> found;
    for (const auto& lab : labs()) {
        if (const auto* due = grade_rules(context_).due({lab, student_}); due != nullptr) {
            found.push_back(*due);
        }
    }
    return found;
}

std::string StudentPortal::task(const std::string& lab) {
    const auto instance = own(lab);
    log("task " + lab);
    read_rules_again();
    return sanitize(student_task(context_, load_lab(instance.folder), student_).markdown);
}

StudentPortal::Checked StudentPortal::check(
    const std::string& lab, const std::function<void(const std::string&)>& tell) {
    const auto instance = own(lab);
    require_not_frozen(lab);
    const RateLimit turn(context_, student_);
    log("check " + lab);
    tell("Checking; this can take a while.");
    context_.command = fmt::format("crocum console of {}, check {}", student_, lab);
    const auto folder = load_lab(instance.folder);
    try {
        require_own_machines(context_, folder, {{student_, "", false}});
    } catch (const UsageError& error) {
        log(error.what()); // It names the other student.
        throw StudentError("a machine of this lab is also another student's: please tell your teacher");
    }
    auto checks = prepare_checks(context_, folder, {});
    Checked checked;
    checked.left_out = keep_visible(checks);
    if (checks.suites.empty()) {
        throw StudentError("this lab has no check that you can run yourself");
    }
    const auto place = wait_for_place(context_, machines_in(checks), [&] {
        tell("Other students are being checked. Your check starts after theirs.");
    });
    const auto lock = lock_instance(context_, instance.id);
    require_not_frozen(lab); // The freeze may have happened during the wait.
    const auto attempts = attempts_of(context_);
    const AttemptRetention retention(attempts, instance.id);
    constexpr Seconds slack{60};
    PreemptionWatch preemption(lock, folder.timeouts.attempt + slack, stuck_);
    auto& results = checked.results;
    try {
        results =
            crocum::check(context_, lock, folder, student_, checks, {current_time(), std::nullopt}).attempt.results;
    } catch (const std::exception&) {
        if (!preemption.end()) {
            throw;
        }
        forget_interrupt(); // The interrupt came from the preemption.
        throw StudentError("your teacher is using this instance: try again later");
    }
    if (preemption.end()) {
        forget_interrupt();
    }
    std::erase_if(results, [](const CheckResult& result) { return !is_visible(result.check); });
    return checked;
}

StudentPortal::Newest StudentPortal::newest(const std::string& lab) {
    static_cast<void>(own(lab));
    log("todo " + lab);
    Newest newest;
    const InstanceId id{lab, student_};
    const auto attempts = attempts_of(context_);
    if (auto latest = attempts.latest(id)) {
        newest.finished = latest->finished;
        newest.results = attempts.grading(std::move(*latest)).results();
        std::erase_if(newest.results, [](const CheckResult& result) { return !is_visible(result.check); });
    }
    return newest;
}

bool StudentPortal::is_frozen(const std::string& lab) const {
    try {
        // Reads only one record, because an open console asks this all the time.
        const auto instance = Instances(context_.config.state).find({lab, student_});
        return !instance || FreezeMarks(context_.config.state).of(*instance);
    } catch (const std::exception&) {
        return true; // The record cannot be read.
    }
}

void StudentPortal::require_not_frozen(const std::string& lab) const {
    if (is_frozen(lab)) {
        throw StudentError("{} is frozen until your teacher has graded it", lab);
    }
}

InstanceMachine StudentPortal::own_console(const std::string& lab, const std::string& machine) const {
    InstanceMachine chosen;
    try {
        chosen = machine_of(own(lab), machine);
    } catch (const UsageError& error) {
        throw StudentRefusal("{}", error.what());
    }
    if (chosen.at_provider() == nullptr) {
        throw StudentError("{} has no console", chosen.name);
    }
    require_not_frozen(lab);
    return chosen;
}

void StudentPortal::require_console(const std::string& lab, const std::string& machine) const {
    static_cast<void>(own_console(lab, machine));
}

std::unique_ptr<SerialConsole> StudentPortal::console(
    const std::string& lab, const std::string& machine, ConsoleOutput output, std::function<void()> ended) {
    const auto chosen = own_console(lab, machine);
    const auto& address = std::get<ProviderMachine>(chosen.address);
    const auto provider = context_.providers->at(address.uri);
    // Another machine may have the name now.
    if (const auto name = provider->machine_with(address.uuid); !address.uuid.empty() && name != address.name) {
        throw StudentError("{} does not exist any more", chosen.name);
    }
    log("console " + lab + " " + chosen.name);
    return provider->open_console(address.name, std::move(output), std::move(ended));
}

} // namespace crocum
