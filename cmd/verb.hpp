#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace crocum {

/// A verb of a group: its options, and what it has to say about itself. Names are "-m,--machine" for an option, "LAB"
/// for what has none; `about` is its line in the help, `type` what its value is called there. Values stay as they are
/// where the command line does not mention them, and have to outlive the parsing.
///
/// The parser behind it is CLI11, which costs a compiler eight seconds wherever it is used: only what looks at all
/// verbs (app, complete, dump) sees it besides.
class Verb {
public:
    Verb(CLI::App& group, const std::string& name, const std::string& about);

    void flag(const std::string& names, bool& value, const std::string& about);
    void text(
        const std::string& names,
        std::string& value,
        const std::string& about,
        const std::string& type = std::string());
    void text(
        const std::string& names, std::optional<std::string>& value, const std::string& about, const std::string& type);
    /// A file to be written; "-", stdout, leaves `value` empty. An empty name is refused.
    void file(const std::string& names, std::string& value, const std::string& about);
    /// One of `choices`.
    void choice(
        const std::string& names,
        std::string& value,
        const std::string& about,
        const std::string& type,
        const std::vector<std::string>& choices);
    /// Repeatable.
    void texts(
        const std::string& names, std::vector<std::string>& values, const std::string& about, const std::string& type);
    /// Repeatable, and several at once: a,b.
    void list(
        const std::string& names, std::vector<std::string>& values, const std::string& about, const std::string& type);
    /// All that has no name.
    void words(const std::string& name, std::vector<std::string>& values, const std::string& about);
    void number(
        const std::string& names, int& value, const std::string& about, const std::string& type, int least, int most);
    void number(
        const std::string& names, std::optional<double>& value, const std::string& about, const std::string& type);
    void percent(const std::string& names, std::optional<double>& value, const std::string& about);

    /// An option that makes no sense beside another one.
    void excludes(const std::string& name, const std::string& other);

    /// Below the options in the help: what is to be known, and examples.
    void epilogue(const std::string& text);

    /// What is done once the command line has turned out to name this verb.
    void when_named(std::function<void()> action);

private:
    CLI::App* app_;
};

} // namespace crocum
