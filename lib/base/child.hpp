#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/process.hpp"

#include <sys/types.h>

#include <csignal>

namespace crocum {

/// A child process in a process group of its own, with its pidfd and its pipes. The destructor waits until the child
/// has ended: it asks first, and kills after the grace of the spec.
class Child {
public:
    /// Throws Error when the program cannot be started.
    explicit Child(const ProcessSpec& spec);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    /// SIGINT for the group, once: after a second SIGINT Terraform exits without saving its state.
    void ask_to_end();

    void kill() const;

    /// Whether it has ended.
    bool reap();

    /// How it ended (waitid(2)), once reap() has returned true.
    [[nodiscard]] const siginfo_t& end() const { return end_; }

    Fd pidfd;
    Fd in;  ///< non-blocking; closed if the spec has no input
    Fd out; ///< closed if stdout goes to a file
    Fd err;

private:
    pid_t pid_ = 0;
    Milliseconds grace_;
    bool asked_ = false;
    bool exited_ = false;
    siginfo_t end_{};
};

} // namespace crocum
