#pragma once

#include "lib/check/check.hpp"
#include "lib/provider/serial_console.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student/audit_log.hpp"
#include "lib/session/student/throttle.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

struct OwnMachine {
    std::string lab;
    std::string machine;
    std::string state; ///< as MachineStatus; "?" if libvirt does not answer, "no console" if there is none
};

/// The actions that a student is allowed to do, on the student's own instances only. Each is written to the log
/// (audit_log.hpp).
class StudentPortal {
public:
    /// `stuck` ends the process; it is called when a check neither ends nor stops (PreemptionWatch).
    StudentPortal(Context& context, std::string student, std::function<void()> stuck);

    [[nodiscard]] const std::string& student() const { return student_; }

    /// The labs of the student's instances that are ready, sorted.
    [[nodiscard]] std::vector<std::string> labs() const;

    [[nodiscard]] std::vector<OwnMachine> machines() const;

    /// The names of the machines, by lab; asks no provider.
    [[nodiscard]] std::map<std::string, std::vector<std::string>> machine_names() const;

    /// The task sheet, as Markdown; sanitised.
    [[nodiscard]] std::string task(const std::string& lab);

    struct Checked {
        std::vector<CheckResult> results;
        std::size_t left_out = 0; ///< visible checks that only the teacher runs
    };

    /// Runs the checks that students may see, unless their suite would reveal hidden checks. Any other crocum command
    /// preempts it. The attempt is never a score; only the newest attempts are kept. `tell` gets messages for the
    /// student.
    [[nodiscard]] Checked check(const std::string& lab, const std::function<void(const std::string&)>& tell);

    /// The results of the newest attempt that students may see, and its time.
    struct Newest {
        std::string finished; ///< ISO 8601; empty if there is no attempt
        std::vector<CheckResult> results;
    };

    [[nodiscard]] Newest newest(const std::string& lab);

    /// The due dates of the student's labs, as they are now.
    [[nodiscard]] std::vector<DueDate> due_dates();

    /// Throws StudentRefusal when the student has no such machine, StudentError when it has no console.
    void require_console(const std::string& lab, const std::string& machine) const;

    /// Whether the instance is frozen at a deadline and not graded yet: then there is no console and no check.
    [[nodiscard]] bool is_frozen(const std::string& lab) const;

    /// The console of a machine of the student; of the only one if `machine` is empty. Throws as require_console does.
    [[nodiscard]] std::unique_ptr<SerialConsole> console(
        const std::string& lab, const std::string& machine, ConsoleOutput output, std::function<void()> ended);

    void log(const std::string& what) const { write_audit_log(context_, student_, what); }

private:
    /// The student's instances that are ready, sorted by lab.
    [[nodiscard]] std::vector<Instance> ready_instances() const;
    void read_rules_again();
    void require_not_frozen(const std::string& lab) const;
    /// The student's instance of a lab. Throws StudentRefusal if there is none.
    [[nodiscard]] Instance own(const std::string& lab) const;
    [[nodiscard]] InstanceMachine own_console(const std::string& lab, const std::string& machine) const;

    Context& context_;
    std::string student_;
    std::function<void()> stuck_;
};

} // namespace crocum
