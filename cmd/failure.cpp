#include "cmd/failure.hpp"

#include "cmd/command.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace crocum {

namespace {

/// A nightly run that finds the lock held prints nothing with -q: the exit status reports it. On a terminal the message
/// is printed.
bool is_quiet(const std::exception& error, const std::vector<std::string>& arguments) {
    return error_exit(error) == Exit::locked && has_option(arguments, {"-q", "--quiet"}) &&
           ::isatty(STDERR_FILENO) == 0;
}

/// The group and the verb, if they were given.
std::string command_of(const std::vector<std::string>& arguments) {
    std::vector<std::string> words;
    for (const auto& word : arguments) {
        if (word.rfind('-', 0) == 0 || words.size() == 2) {
            break;
        }
        words.push_back(word);
    }
    return join(words, " ");
}

} // namespace

bool has_option(const std::vector<std::string>& arguments, std::initializer_list<std::string_view> options) {
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    return std::find_first_of(arguments.begin(), end, options.begin(), options.end()) != end;
}

void print_error(const std::string& text) noexcept {
    std::fputs(text.c_str(), stderr); // fmt::print throws.
}

Json error_document(const std::exception& error) {
    const auto chain = error_chain(error);
    return {
        {"message", chain.front()},
        {"causes", std::vector(chain.begin() + 1, chain.end())},
        {"hint", error_hint(error)}};
}

int report_failure(const std::exception& error, const std::vector<std::string>& arguments, int own_failure) {
    const int exit = own_failure != 0 ? own_failure : static_cast<int>(error_exit(error));
    const auto chain = error_chain(error);
    const auto hint = error_hint(error);
    // Error texts can contain text from records, labs and machines: it is sanitized.
    if (!is_quiet(error, arguments)) {
        print_error(for_people(stderr, fmt::format("crocum: error: {}\n", sanitize(join(chain, ": ")))));
        if (!hint.empty()) {
            print_error(for_people(stderr, fmt::format("  {}\n", sanitize(hint))));
        }
    }
    if (has_option(arguments, {"--json"})) {
        auto document = document_head(command_of(arguments), exit);
        document["error"] = error_document(error);
        std::fputs(to_text(document).c_str(), stdout);
    }
    return exit;
}

} // namespace crocum
