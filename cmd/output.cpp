#include "cmd/output.hpp"

#include "cmd/terminal_size.hpp"
#include "lib/base/system.hpp"
#include "lib/base/wrap.hpp"
#include "lib/config/host.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crocum {

namespace {

/// Decided by --color, then NO_COLOR, CLICOLOR_FORCE and TERM, then by whether the stream is a terminal.
bool use_color(const std::string& option, int fd) {
    if (option != "auto") {
        return option == "always";
    }
    if (environment("NO_COLOR")) {
        return false;
    }
    if (environment("CLICOLOR_FORCE").value_or("0") != "0") {
        return true;
    }
    return ::isatty(fd) == 1 && environment("TERM").value_or("dumb") != "dumb";
}

/// Whether a write failed because the terminal hung up, as after a lost ssh connection.
bool terminal_hung_up(int fd, int failure) {
    struct stat status {};

    return failure == EIO && ::fstat(fd, &status) == 0 && S_ISCHR(status.st_mode);
}

Style style_of(const std::string& option, int fd) {
    return {use_color(option, fd), ::isatty(fd) == 1 ? terminal_columns(fd) : 0};
}

void write(std::FILE* stream, std::string_view text) {
    if (!write_to(stream, text)) {
        throw system_error("cannot write the output");
    }
}

} // namespace

std::string for_people(std::FILE* stream, std::string_view text) {
    const int fd = ::fileno(stream);
    return ::isatty(fd) == 1 ? wrap(text, terminal_columns(fd)) : std::string(text);
}

bool write_to(std::FILE* stream, std::string_view text) noexcept {
    if (std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0) {
        return true;
    }
    const int failure = errno;
    const bool no_reader = failure == EPIPE || terminal_hung_up(::fileno(stream), failure);
    errno = failure;
    return no_reader;
}

Output::Output(OutputOptions options)
    : options_(std::move(options)), out_(style_of(options_.color, STDOUT_FILENO)),
      err_(style_of(options_.color, STDERR_FILENO)),
      live_(std::make_unique<LiveLines>(
          !options_.quiet && ::isatty(STDERR_FILENO) == 1 && environment("TERM").value_or("dumb") != "dumb")) {}

Output::~Output() {
    live_->hide();
}

void Output::result(std::string_view text) const {
    if (!options_.quiet && !options_.json && !(has_events() && options_.events->on_stdout())) {
        live_->hide();
        write(stdout, for_people(stdout, text));
    }
}

void Output::print(std::string_view text) const {
    live_->hide();
    write(stdout, text);
}

void Output::message(std::string_view text) const {
    if (!options_.quiet) {
        live_->hide();
        write(stderr, for_people(stderr, text));
    }
}

void Output::trouble(std::string_view text) const {
    live_->hide();
    write(stderr, for_people(stderr, text));
}

void Output::document(const Json& document) const {
    if (has_events()) {
        options_.events->result(document);
    }
    if (options_.json) {
        print(to_text(document));
    }
}

void Output::event(const Event& event) const {
    if (has_events()) {
        options_.events->write(event);
    }
}

} // namespace crocum
