#include "lib/session/students_way.hpp"

#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/session/libvirts.hpp"
#include "lib/session/prepared.hpp"
#include "lib/session/task.hpp"

#include <algorithm>

namespace crocum {

namespace {

bool is_visible(const Check& check) {
    return check.visibility == Visibility::visible;
}

/// Who has one check run after the other would keep the teacher's out of the instance.
constexpr Seconds pause{60};
/// Whoever types on and on must not fill the disk: this one and the one before it are kept.
constexpr std::uintmax_t largest_log = std::uintmax_t{16} << 20U;
constexpr const char* by_student = "by the student";

/// Never a score, even where nothing is hidden: that is for the teacher's runs.
void keep_visible(PreparedChecks& checks) {
    for (auto& entry : checks.suites) {
        const auto before = entry.checks.size();
        std::erase_if(entry.checks, [](const Check& check) { return !is_visible(check); });
        entry.all = entry.all && entry.checks.size() == before;
    }
    std::erase_if(checks.suites, [](const SelectedSuite& entry) { return entry.checks.empty(); });
    checks.partial = true;
    checks.selection = by_student;
}

void require_pause(const Attempts& attempts, const InstanceId& id) {
    const auto latest = attempts.latest(id);
    if (!latest || latest->selection != by_student) {
        return;
    }
    const auto left = from_iso(latest->finished) + pause - std::chrono::system_clock::now();
    if (left > Clock::duration(0)) {
        throw StudentError("it was checked just now: again in {}", humane(left));
    }
}

} // namespace

StudentsWay::StudentsWay(Session& session, std::string student) : session_(session), student_(std::move(student)) {
    require_id("student", student_);
}

Instance StudentsWay::own(const std::string& lab) const {
    const auto known = labs();
    if (std::find(known.begin(), known.end(), lab) == known.end()) {
        throw UsageError("you have no lab \"{}\"", sanitize_line(lab, 60));
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
        const auto instance = instances.find(id);
        if (instance && instance->phase == Phase::ready) {
            found.push_back(id.lab);
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
                one.state = "socket";
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

std::vector<CheckResult> StudentsWay::check(const std::string& lab) {
    const auto instance = own(lab);
    require_pause(Attempts(session_.config.state), instance.id);
    log("check " + lab);
    const auto folder = load_lab(instance.folder);
    auto checks = prepare_checks(session_, folder, {});
    keep_visible(checks);
    if (checks.suites.empty()) {
        throw StudentError("this lab has no check that you can see");
    }
    auto results = crocum::check(session_, folder, student_, checks, std::nullopt).attempt.results;
    std::erase_if(results, [](const CheckResult& result) { return !is_visible(result.check); });
    return results;
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

std::unique_ptr<SerialConsole> StudentsWay::console(
    const std::string& lab,
    const std::string& machine,
    std::function<void(std::string_view)> output,
    std::function<void()> ended) {
    const auto instance = own(lab);
    const auto& wanted = machine_of(instance, machine);
    if (wanted.domain.empty()) {
        throw UsageError("{} has no console: it is known by its agent's socket", wanted.name);
    }
    // A name can be given to another machine.
    if (const auto name = Hypervisor(wanted.uri).domain_with(wanted.uuid);
        !wanted.uuid.empty() && name != wanted.domain) {
        throw Error("{} is not there any more", wanted.name);
    }
    log("console " + lab + " " + wanted.name);
    return std::make_unique<SerialConsole>(wanted.uri, wanted.domain, std::move(output), std::move(ended));
}

void log_console(const Session& session, const std::string& student, const std::string& what) {
    make_folders(session.config.state);
    const auto log = session.config.state / "console.log";
    std::error_code absent;
    if (const auto size = std::filesystem::file_size(log, absent); !absent && size > largest_log) {
        std::filesystem::rename(log, log.string() + ".1", absent);
    }
    AppendFile file(log);
    file.write(fmt::format("{} {} {}\n", to_iso(std::chrono::system_clock::now()), student, sanitize_line(what, 200)));
}

} // namespace crocum
