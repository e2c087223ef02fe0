#pragma once

#include "lib/base/deleter.hpp"
#include "lib/base/fd.hpp"

#include <locale.h>
#include <termios.h>

#include <cstdio>
#include <memory>
#include <type_traits>

namespace crocum {

// What a line editor needs of its terminal, without trusting who sits there.

/// Sets TERM and TERMINFO, so that libedit reads the description of xterm that the system has: every terminal that
/// people use understands its sequences. So neither the name of the terminal, which the client chooses, nor a home
/// decides which file is read. Returns false when the system has no such description.
[[nodiscard]] bool choose_terminal_description();

/// Keys come one by one, without echo; Ctrl-C is still a signal. Ctrl-S does not stop the output: a write would wait
/// without end, also after the time that a session may be idle. Ends with the scope.
class KeyMode {
public:
    explicit KeyMode(int terminal);
    KeyMode(const KeyMode&) = delete;
    KeyMode& operator=(const KeyMode&) = delete;

    ~KeyMode() { set(before_); }

private:
    void set(const struct termios& mode) const;

    int terminal_;

    struct termios before_ {};

    bool valid_;
};

/// The terminal that libedit sees. libedit sets the mode of its terminal, reads its window size before each line, and
/// allocates as much memory as the window has characters. So it gets a terminal of its own, whose size cannot change
/// between a check and its use. Its output goes to the real terminal, and its keys come from there.
class EditorWindow {
public:
    EditorWindow();

    [[nodiscard]] bool is_open() const { return file_ != nullptr; }

    [[nodiscard]] std::FILE* file() const { return file_.get(); }

    /// Takes the columns of the real terminal over, within bounds.
    void resize(int terminal) const;

private:
    /// More than any line needs: libedit 3.1 writes outside of its window when a line is longer than the window.
    static constexpr unsigned short rows = 200;

    Fd master_;
    std::unique_ptr<std::FILE, Deleter<&std::fclose>> file_;
};

using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, Deleter<&::freelocale>>;

/// Characters are UTF-8, whatever the environment says; null where the system has no such locale.
[[nodiscard]] Locale utf8_locale();

/// The locale of this thread within a scope.
class LocaleScope {
public:
    explicit LocaleScope(locale_t locale) : before_(::uselocale(locale)) {}

    LocaleScope(const LocaleScope&) = delete;
    LocaleScope& operator=(const LocaleScope&) = delete;

    ~LocaleScope() { ::uselocale(before_); }

private:
    locale_t before_;
};

} // namespace crocum
