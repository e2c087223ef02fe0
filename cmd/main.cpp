#include "cmd/app.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

namespace {

using namespace crocum;

/// --json promises a document on failure too, and even when the arguments could not be parsed.
bool wants_json(const std::vector<std::string>& arguments) {
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    return std::find(arguments.begin(), end, "--json") != end;
}

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

int report(const std::exception& error, const std::vector<std::string>& arguments, int own_failure) {
    const int exit = own_failure != 0 ? own_failure : static_cast<int>(error_exit(error));
    const auto chain = error_chain(error);
    const auto hint = error_hint(error);
    fmt::print(stderr, "crocum: error: {}\n", join(chain, ": "));
    if (!hint.empty()) {
        fmt::print(stderr, "  {}\n", hint);
    }
    if (wants_json(arguments)) {
        auto document = document_head(command_of(arguments), exit);
        document["error"] = {{"message", chain.front()}, {"causes", std::vector(chain.begin() + 1, chain.end())}, {"hint", hint}};
        fmt::print("{}", to_text(document));
    }
    return exit;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    int own_failure = 0;
    try {
        ::umask(077);
        catch_interrupts();
        const auto invocation = parse(arguments);
        own_failure = invocation.own_failure;
        return invocation.run();
    } catch (const Interrupted& interrupted) {
        std::fputs("crocum: interrupted; the same command goes on where this one stopped\n", stderr);
        return 128 + interrupted.signal();
    } catch (const std::exception& error) {
        return report(error, arguments, own_failure);
    }
}
