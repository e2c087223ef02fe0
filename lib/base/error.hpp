#pragma once

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace crocum {

/// crocum's exit codes (the man page has the table verb × outcome).
enum class Exit : int {
    done = 0,
    failed = 1,
    usage = 2,
    ungraded = 3, ///< something is ungraded, unreachable or waiting: infrastructure, never a student's fault
    locked = 4,
    leftovers = 5,
};

/// What failed, on which object, and why; no trailing period. `hint` says what to do about it.
class Error : public std::runtime_error {
public:
    template <typename... Args>
    explicit Error(fmt::format_string<Args...> format, Args&&... args)
        : std::runtime_error(fmt::format(format, std::forward<Args>(args)...)) {}

    [[nodiscard]] virtual Exit exit_code() const noexcept { return Exit::failed; }

    std::string hint;
};

/// The command line cannot be carried out.
class UsageError : public Error {
public:
    using Error::Error;

    [[nodiscard]] Exit exit_code() const noexcept override { return Exit::usage; }
};

/// libvirt, an agent or a whole host does not answer: nothing was measured.
class UnreachableError : public Error {
public:
    using Error::Error;

    [[nodiscard]] Exit exit_code() const noexcept override { return Exit::ungraded; }
};

/// What the host has too little of.
enum class Shortage { none, memory, disk };

/// "memory", "disk"; empty for none.
[[nodiscard]] const char* to_string(Shortage shortage) noexcept;

/// The host has not enough free memory or disk space now.
class WaitingError : public UnreachableError {
public:
    template <typename... Args>
    explicit WaitingError(Shortage shortage, fmt::format_string<Args...> format, Args&&... args)
        : UnreachableError(format, std::forward<Args>(args)...), waits_for(shortage) {}

    Shortage waits_for;
    std::string provider; ///< the URI of the host with too little memory; can be empty
};

/// Another crocum process (or a Terraform process of an ended one) holds the instance.
class LockedError : public Error {
public:
    using Error::Error;

    [[nodiscard]] Exit exit_code() const noexcept override { return Exit::locked; }
};

/// An object exists that should not exist, or that crocum may not remove.
class LeftoverError : public Error {
public:
    using Error::Error;

    [[nodiscard]] Exit exit_code() const noexcept override { return Exit::leftovers; }
};

/// SIGINT or SIGTERM arrived; unwinds to the one place that turns it into 128 + signal.
class Interrupted : public std::exception {
public:
    explicit Interrupted(int signal) : signal_(signal) {}

    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }

    [[nodiscard]] int signal() const noexcept { return signal_; }

private:
    int signal_;
};

/// Attaches advice for the user: `throw with_hint(Error("…"), "Run …")`.
template <typename E>
E with_hint(E error, std::string hint) {
    error.hint = std::move(hint);
    return error;
}

/// Runs `action`; an exception leaves as the cause of Error(`what`). An interruption passes unchanged.
template <typename Action>
decltype(auto) in_context(const std::string& what, Action&& action) {
    try {
        return std::forward<Action>(action)();
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception&) {
        std::throw_with_nested(Error("{}", what));
    }
}

/// The messages of an exception and its causes, outermost first.
[[nodiscard]] std::vector<std::string> error_chain(const std::exception& error);

/// The innermost hint of the chain, which is the most specific one; empty when there is none.
[[nodiscard]] std::string error_hint(const std::exception& error);

/// The shortage of the WaitingError in the chain; none if there is no such error.
[[nodiscard]] Shortage error_waits_for(const std::exception& error);

/// The provider of the WaitingError in the chain; empty if there is none.
[[nodiscard]] std::string error_waits_at(const std::exception& error);

/// The first code in the chain that is more specific than Exit::failed.
[[nodiscard]] Exit error_exit(const std::exception& error) noexcept;

} // namespace crocum
