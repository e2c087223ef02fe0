#include "lib/guest/pace.hpp"

#include "lib/base/interrupt.hpp"

#include <poll.h>

namespace crocum {

namespace {

constexpr Milliseconds longest{300};

} // namespace

void Pace::pause(Deadline deadline) {
    pollfd interrupt{interrupt_signal() == 0 ? interrupt_fd() : -1, POLLIN, 0};
    ::poll(&interrupt, 1, static_cast<int>(std::min(next_, deadline.left()).count()));
    next_ = std::min(next_ * 3 / 2, longest);
}

} // namespace crocum
