#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"

#include <catch2/catch.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

using namespace crocum;

namespace {

/// In a process of its own, since a signal that has arrived stays: the exit status of `work`.
template <typename Work>
int in_child(const Work& work) {
    const auto child = ::fork();
    if (child == 0) {
        catch_interrupts();
        ::_exit(work());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TEST_CASE("await: ready, or the deadline", "[interrupt]") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const Stopwatch watch;
    CHECK_FALSE(await(ends[0], POLLIN, Deadline(Milliseconds(100))));
    CHECK(watch.seconds() >= 0.1);
    REQUIRE(::write(ends[1], "x", 1) == 1);
    CHECK(await(ends[0], POLLIN, Deadline(Seconds(60))));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("await: an interruption leaves a moment, for this wait and for each that follows", "[interrupt]") {
    CHECK(in_child([] {
              std::array<int, 2> ends{};
              if (::pipe(ends.data()) != 0) {
                  return 4;
              }
              ::raise(SIGINT);
              for (int i = 0; i < 2; ++i) {
                  const Stopwatch watch;
                  try {
                      static_cast<void>(await(ends[0], POLLIN, Deadline(Seconds(60))));
                      return 1;
                  } catch (const Interrupted& interrupted) {
                      if (interrupted.signal() != SIGINT || watch.seconds() > 5) {
                          return 2;
                      }
                  }
              }
              // What is there is still taken: the calls that undo go through.
              if (::write(ends[1], "x", 1) != 1) {
                  return 4;
              }
              return await(ends[0], POLLIN, Deadline(Seconds(60))) ? 0 : 3;
          }) == 0);
}

TEST_CASE("interrupt: a second signal ends the process at once", "[interrupt]") {
    CHECK(in_child([] {
              ::raise(SIGTERM);
              ::raise(SIGINT);
              return 0;
          }) == 128 + SIGINT);
}

TEST_CASE("forget_interrupt: what follows is interrupted by the next signal only", "[interrupt]") {
    CHECK(in_child([] {
              ::raise(SIGINT);
              forget_interrupt();
              if (interrupt_signal() != 0) {
                  return 1;
              }
              pollfd ready{interrupt_fd(), POLLIN, 0};
              if (::poll(&ready, 1, 0) != 0) {
                  return 2;
              }
              ::raise(SIGTERM); // Not the second one, which would end the process.
              return interrupt_signal() == SIGTERM && ::poll(&ready, 1, 0) == 1 ? 0 : 3;
          }) == 0);
}
