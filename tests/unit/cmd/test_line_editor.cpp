#include "cmd/line_editor.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

using namespace crocum;
using Catch::Contains;

namespace {

/// A terminal, and the person in front of it.
class TestTerminal {
public:
    TestTerminal() : person_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)) {
        ::unlockpt(person_.get());
        const int slave = ::ioctl(person_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
        file_.reset(::fdopen(slave, "r+"));
        options.prompt = "ann@lab";
        options.longest_line = 200;
        options.longest_idle = Seconds(20);
        options.names = [] { return MachineNames{{"hello", {"srv"}}}; };
        options.in = slave;
        options.out = file_.get();
        ::setenv("TERM", "xterm", 1);
    }

    [[nodiscard]] std::unique_ptr<LineEditor> editor() const {
        auto made = LineEditor::open(options);
        REQUIRE(made);
        return made;
    }

    void type(const std::string& keys) const {
        REQUIRE(::write(person_.get(), keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
    }

    [[nodiscard]] std::string seen() const {
        std::array<char, 65536> text{};
        const auto length = ::read(person_.get(), text.data(), text.size());
        return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(0, length))};
    }

    void hang_up() { person_.reset(); }

    LineEditorOptions options;

private:
    Fd person_;
    std::unique_ptr<std::FILE, Deleter<&std::fclose>> file_;
};

} // namespace

TEST_CASE("line editor: a line, with the prompt before it", "[editor]") {
    const TestTerminal terminal;
    const KeyMode mode(terminal.options.in);
    const auto editor = terminal.editor();
    terminal.type("b\x01"
                  "a\r\r\xC3\xB6\r");
    CHECK(editor->read() == "ab");
    CHECK(editor->read()->empty());
    CHECK(editor->read() == "\xC3\xB6");
    CHECK_THAT(terminal.seen(), Contains("ann@lab> "));
}

TEST_CASE("line editor: without a key it ends after a while, and the terminal is as before", "[editor]") {
    TestTerminal terminal;
    terminal.options.longest_idle = Seconds(1);
    const auto editor = terminal.editor();
    const Stopwatch watch;
    terminal.type("\x13half"); // Ctrl-S
    CHECK_FALSE(editor->read());
    CHECK(watch.seconds() >= 1);

    struct termios after {};

    REQUIRE(::tcgetattr(terminal.options.in, &after) == 0);
    CHECK((after.c_lflag & static_cast<tcflag_t>(ICANON | ECHO)) == static_cast<tcflag_t>(ICANON | ECHO));
}

TEST_CASE("line editor: ends with the terminal, and at Ctrl-D on an empty line only", "[editor]") {
    TestTerminal terminal;
    const KeyMode mode(terminal.options.in);
    const auto editor = terminal.editor();
    terminal.type("ab\x01\x04\r\x04");
    CHECK(editor->read() == "b");
    CHECK_FALSE(editor->read());
    terminal.hang_up();
    CHECK_FALSE(editor->read());
}

TEST_CASE("line editor: neither keys nor Tab make a line longer than allowed", "[editor]") {
    TestTerminal terminal;
    terminal.options.longest_line = 9;
    const KeyMode mode(terminal.options.in);
    const auto editor = terminal.editor();
    terminal.type(std::string(500, 'x') + "\r");
    CHECK(editor->read() == std::string(9, 'x'));
    terminal.type("todo h\tx\r"); // "todo hello " is longer
    CHECK(editor->read() == "todo hx");
    terminal.type("\x10\x19\x17\x19\x19\x19\x19\x19\x19\r"); // a word that was cut, again and again
    CHECK(editor->read()->size() < 20);
}

TEST_CASE("line editor: names are asked for once a line, and only for Tab; without them Tab does nothing", "[editor]") {
    TestTerminal terminal;
    int asked = 0;
    terminal.options.names = [&]() -> MachineNames {
        ++asked;
        throw std::runtime_error("no names");
    };
    const KeyMode mode(terminal.options.in);
    {
        const auto editor = terminal.editor();
        terminal.type("todo\rtodo \thello\r");
        CHECK(editor->read() == "todo");
        CHECK(asked == 0);
        CHECK(editor->read() == "todo hello");
        CHECK(asked == 1);
    }
    terminal.options.names = [&] {
        ++asked;
        return MachineNames{{"hello", {}}, {"help", {}}};
    };
    const auto editor = terminal.editor();
    terminal.type("todo \t\t\tl\t\r");
    CHECK(editor->read() == "todo hello ");
    CHECK(asked == 2);
}

TEST_CASE("line editor: Ctrl-R finds earlier lines, and only takes what is typed for itself", "[editor]") {
    const TestTerminal terminal;
    const KeyMode mode(terminal.options.in);
    const auto editor = terminal.editor();
    terminal.type("check a.c\rcheck abc\rtodo\r");
    CHECK(editor->read() == "check a.c");
    CHECK(editor->read() == "check abc");
    CHECK(editor->read() == "todo");
    terminal.type("\x12"
                  "a.\r");
    CHECK(editor->read() == "check a.c");
    terminal.type("\x12"
                  "a\x12\x12\x12\r"); // older ones, and the oldest stays
    CHECK(editor->read() == "check a.c");
    terminal.type("mine\x12nosuch\x07\r");
    CHECK(editor->read() == "mine");
    terminal.type(std::string(2000, '\x12') + "\x7F\x7F\r");
    CHECK(editor->read()->empty());
}

TEST_CASE("line editor: no terminal, no editor", "[editor]") {
    TestTerminal terminal;
    ::setenv("TERM", "dumb", 1);
    CHECK_FALSE(LineEditor::open(terminal.options));
    ::setenv("TERM", "xterm", 1);
    const Fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    terminal.options.in = file.get();
    CHECK_FALSE(LineEditor::open(terminal.options));
}
