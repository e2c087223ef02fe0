#include "cmd/key_reader.hpp"

#include "lib/base/interrupt.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace crocum {

int KeyReader::next(wchar_t& key) {
    while (true) {
        std::array<pollfd, 2> ready{{{terminal_, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
        const auto count = ::poll(ready.data(), ready.size(), static_cast<int>(Milliseconds(longest_idle_).count()));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 || ready[1].revents != 0) {
            return -1;
        }
        unsigned char byte = 0;
        if (count == 0 || ::read(terminal_, &byte, 1) != 1) {
            return 0;
        }
        if (const auto typed = decoder_.next(byte)) {
            key = *typed;
            return 1;
        }
    }
}

} // namespace crocum
