#pragma once

#include "cmd/keys.hpp"
#include "lib/base/clock.hpp"

namespace crocum {

/// Reads keys of a terminal.
class KeyReader {
public:
    KeyReader(int terminal, Seconds longest_idle) : terminal_(terminal), longest_idle_(longest_idle) {}

    /// Like read(2): 1 for a key, 0 at the end and after `longest_idle` without input, -1 after a signal.
    [[nodiscard]] int next(wchar_t& key);

private:
    int terminal_;
    Seconds longest_idle_;
    KeyDecoder decoder_;
};

} // namespace crocum
