#pragma once

#include "lib/hypervisor/serial_console.hpp"
#include "lib/session/session.hpp"

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
    std::string state; ///< as DomainState; "?" where libvirt does not say, "socket" where there is no console
};

/// What a student has to be told as it is: nothing of the host is in it.
class StudentError : public Error {
public:
    using Error::Error;
};

/// STATE/console.log: time, student, what, sanitised and cut.
void log_console(const Session& session, const std::string& student, const std::string& what);

/// What a student may do, and nothing else: with the own instances only. Every use of it is written to the log.
class StudentsWay {
public:
    StudentsWay(Session& session, std::string student);

    [[nodiscard]] const std::string& student() const { return student_; }

    /// Labs of the own instances that are ready, sorted.
    [[nodiscard]] std::vector<std::string> labs() const;

    [[nodiscard]] std::vector<OwnMachine> machines() const;

    /// The task sheet, as Markdown; sanitised.
    [[nodiscard]] std::string task(const std::string& lab);

    /// Runs the checks that students see. The attempt is kept, and is never a score.
    [[nodiscard]] std::vector<CheckResult> check(const std::string& lab);

    /// What students see of the newest attempt, and when it was.
    struct Newest {
        std::string finished; ///< ISO 8601; empty where there is no attempt
        std::vector<CheckResult> results;
    };

    [[nodiscard]] Newest newest(const std::string& lab);

    /// The console of an own machine; of the only one where `machine` is empty.
    [[nodiscard]] std::unique_ptr<SerialConsole> console(
        const std::string& lab,
        const std::string& machine,
        std::function<void(std::string_view)> output,
        std::function<void()> ended);

    void log(const std::string& what) const { log_console(session_, student_, what); }

private:
    /// Throws UsageError where it is none of the own.
    [[nodiscard]] Instance own(const std::string& lab) const;

    Session& session_;
    std::string student_;
};

} // namespace crocum
