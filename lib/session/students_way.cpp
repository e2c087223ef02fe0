#include "lib/session/students_way.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/session/few_attempts.hpp"
#include "lib/session/libvirts.hpp"
#include "lib/session/limits.hpp"
#include "lib/session/prepared.hpp"
#include "lib/session/task.hpp"
#include "lib/store/freeze_mark.hpp"

#include <algorithm>

namespace crocum {

namespace {

bool is_visible(const Check& check) {
    return check.visibility == Visibility::visible;
}

/// Leaves the checks that a student may run; how many visible ones are left out. Never a score, even where nothing is
/// hidden: that is for the teacher's runs.
std::size_t keep_visible(PreparedChecks& checks) {
    std::size_t left_out = 0;
    for (auto& entry : checks.suites) {
        const auto all = entry.checks.size();
        std::erase_if(entry.checks, [](const Check& check) { return !is_visible(check); });
        entry.all = entry.all && entry.checks.size() == all;
        // A suite goes into its machine as a whole, where it can be read.
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

StudentsWay::StudentsWay(Session& session, std::string student) : session_(session), student_(std::move(student)) {
    require_id("student", student_);
}

Instance StudentsWay::own(const std::string& lab) const {
    const auto known = labs();
    if (std::find(known.begin(), known.end(), lab) == known.end()) {
        throw StudentRefusal(
            "you have no lab \"{}\"{}", sanitize_line(lab, 60), known.empty() ? "" : "; you have " + join(known, ", "));
    }
    return known_instance(session_, {lab, student_});
}

std::vector<std::string> StudentsWay::labs() const {
    std::vector<std::string> found;
    const Instances instances(session_.config.state);
    for (const auto& id : instances.all()) {
        if (id.student != student_) {
            continue;
        }
        try {
            const auto instance = instances.find(id);
            if (instance && instance->phase == Phase::ready) {
                found.push_back(id.lab);
            }
        } catch (const Error& error) {
            log("no " + id.lab + ": " + join(error_chain(error), ": ")); // The others are there all the same.
        }
    }
    return found;
}

std::vector<OwnMachine> StudentsWay::machines() const {
    std::vector<OwnMachine> found;
    Libvirts libvirts;
    for (const auto& lab : labs()) {
        for (const auto& machine : own(lab).machines) {
            auto& one = found.emplace_back(OwnMachine{lab, machine.name, "?"});
            if (machine.domain.empty()) {
                one.state = "no console";
            } else if (const auto& libvirt = libvirts.at(machine.uri); libvirt.hypervisor) {
                const auto state = libvirt.domains.find(machine.domain);
                one.state = state == libvirt.domains.end() ? "gone" : state->second.state;
            }
        }
    }
    return found;
}

std::string StudentsWay::task(const std::string& lab) {
    const auto instance = own(lab);
    log("task " + lab);
    return sanitize(student_task(session_, load_lab(instance.folder), student_).markdown);
}

StudentsWay::Checked StudentsWay::check(const std::string& lab, const std::function<void(const std::string&)>& tell) {
    const auto instance = own(lab);
    require_going(lab);
    const CheckTurn turn(session_, student_);
    log("check " + lab);
    tell("Checking; this can take a while.");
    session_.command = fmt::format("crocum console of {}, check {}", student_, lab);
    const auto folder = load_lab(instance.folder);
    auto checks = prepare_checks(session_, folder, {});
    Checked checked;
    checked.left_out = keep_visible(checks);
    if (checks.suites.empty()) {
        throw StudentError("this lab has no check that you can run yourself");
    }
    const auto place = wait_for_place(
        session_, machines_in(checks), [&] { tell("Others are being checked just now: it is your turn after them."); });
    const auto lock = lock_instance(session_, instance.id);
    require_going(lab); // It may have come while others were waited for.
    const Attempts attempts(session_.config.state);
    const FewAttempts few(attempts, instance.id);
    constexpr Seconds slack{60};
    GivesWay gives_way(lock, folder.timeouts.attempt + slack);
    auto& results = checked.results;
    try {
        results = crocum::check(session_, lock, folder, student_, checks, std::nullopt).attempt.results;
    } catch (const std::exception&) {
        if (!gives_way.end()) {
            throw;
        }
        forget_interrupt(); // Whatever failed, it was to end.
        throw StudentError("your teacher is at work on it just now: try again later");
    }
    if (gives_way.end()) {
        forget_interrupt();
    }
    std::erase_if(results, [](const CheckResult& result) { return !is_visible(result.check); });
    return checked;
}

StudentsWay::Newest StudentsWay::newest(const std::string& lab) {
    static_cast<void>(own(lab));
    log("todo " + lab);
    Newest newest;
    const InstanceId id{lab, student_};
    const Attempts attempts(session_.config.state);
    if (const auto latest = attempts.latest(id)) {
        newest.finished = latest->finished;
        newest.results = attempts.grading(id, latest->name).results();
        std::erase_if(newest.results, [](const CheckResult& result) { return !is_visible(result.check); });
    }
    return newest;
}

bool StudentsWay::is_frozen(const std::string& lab) const {
    try {
        // One record: an open console looks at this all the time.
        const auto instance = Instances(session_.config.state).find({lab, student_});
        return !instance || FreezeMarks(session_.config.state).of(*instance);
    } catch (const std::exception&) {
        return true; // It cannot be read.
    }
}

void StudentsWay::require_going(const std::string& lab) const {
    if (is_frozen(lab)) {
        throw StudentError("{} stands still until your teacher has graded it", lab);
    }
}

InstanceMachine StudentsWay::own_console(const std::string& lab, const std::string& machine) const {
    InstanceMachine wanted;
    try {
        wanted = machine_of(own(lab), machine);
    } catch (const UsageError& error) {
        throw StudentRefusal("{}", error.what());
    }
    if (wanted.domain.empty()) {
        throw StudentError("{} has no console", wanted.name);
    }
    require_going(lab);
    return wanted;
}

void StudentsWay::require_console(const std::string& lab, const std::string& machine) const {
    static_cast<void>(own_console(lab, machine));
}

std::unique_ptr<SerialConsole> StudentsWay::console(
    const std::string& lab,
    const std::string& machine,
    std::function<void(std::string_view)> output,
    std::function<void()> ended) {
    const auto wanted = own_console(lab, machine);
    // A name can be given to another machine.
    if (const auto name = Hypervisor(wanted.uri).domain_with(wanted.uuid);
        !wanted.uuid.empty() && name != wanted.domain) {
        throw StudentError("{} is not there any more", wanted.name);
    }
    log("console " + lab + " " + wanted.name);
    return std::make_unique<SerialConsole>(wanted.uri, wanted.domain, std::move(output), std::move(ended));
}

} // namespace crocum
