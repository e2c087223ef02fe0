#pragma once

#include "lib/check/check.hpp"
#include "lib/provider/serial_console.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student/audit_log.hpp"
#include "lib/session/student/throttle.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

struct OwnMachine {
    std::string lab;
    std::string machine;
    std::string state; ///< as MachineStatus; "?" where libvirt does not say, "no console" where there is none
};

/// What a student may do, and nothing else: with the own instances only. What is done with it is written to the log
/// (console_log.hpp).
class StudentPortal {
public:
    StudentPortal(Context& context, std::string student);

    [[nodiscard]] const std::string& student() const { return student_; }

    /// Labs of the own instances that are ready, sorted.
    [[nodiscard]] std::vector<std::string> labs() const;

    [[nodiscard]] std::vector<OwnMachine> machines() const;

    /// The task sheet, as Markdown; sanitised.
    [[nodiscard]] std::string task(const std::string& lab);

    struct Checked {
        std::vector<CheckResult> results;
        std::size_t left_out = 0; ///< visible checks that only the teacher runs
    };

    /// Runs the checks that students see, of suites that give away nothing of the others; gives way to everybody else.
    /// The attempt is never a score; the newest few are kept. `tell` gets what happens before it begins.
    [[nodiscard]] Checked check(const std::string& lab, const std::function<void(const std::string&)>& tell);

    /// What students see of the newest attempt, and when it was.
    struct Newest {
        std::string finished; ///< ISO 8601; empty where there is no attempt
        std::vector<CheckResult> results;
    };

    [[nodiscard]] Newest newest(const std::string& lab);

    /// Throws StudentRefusal where there is no such machine among the own, StudentError where it has no console.
    void require_console(const std::string& lab, const std::string& machine) const;

    /// The teacher has stopped it at a deadline, and has not graded it yet: no console, and no check.
    [[nodiscard]] bool is_frozen(const std::string& lab) const;

    /// The console of an own machine; of the only one where `machine` is empty. Throws as require_console does.
    [[nodiscard]] std::unique_ptr<SerialConsole> console(
        const std::string& lab, const std::string& machine, ConsoleOutput output, std::function<void()> ended);

    void log(const std::string& what) const { write_audit_log(context_, student_, what); }

private:
    void require_going(const std::string& lab) const;
    /// Throws StudentRefusal where it is none of the own.
    [[nodiscard]] Instance own(const std::string& lab) const;
    [[nodiscard]] InstanceMachine own_console(const std::string& lab, const std::string& machine) const;

    Context& context_;
    std::string student_;
};

} // namespace crocum
