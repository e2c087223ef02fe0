#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace crocum {

/// A verb of a group, with its options and help. A name is "-m,--machine" for an option, "LAB" for a positional
/// argument; `about` is its line in the help, `type` the name of its value there. A value is not changed when the
/// command line does not set it, and has to outlive the parsing.
///
/// The parser is CLI11, which costs eight seconds of compilation in each unit that includes it. Besides verb.cpp, only
/// the units that need all verbs (app, complete, dump) include it.
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
    /// Calls `use` with the value when the command line has the option. An exception of `use` leaves the parser.
    void value(
        const std::string& names,
        std::function<void(const std::string&)> use,
        const std::string& about,
        const std::string& type);
    /// A file to write; "-" means stdout and leaves `value` empty. An empty name is an error.
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
    /// Repeatable, and also a list: a,b.
    void list(
        const std::string& names, std::vector<std::string>& values, const std::string& about, const std::string& type);
    /// All remaining positional arguments.
    void words(const std::string& name, std::vector<std::string>& values, const std::string& about);
    void number(
        const std::string& names, int& value, const std::string& about, const std::string& type, int least, int most);
    void number(
        const std::string& names, std::optional<double>& value, const std::string& about, const std::string& type);
    void percent(const std::string& names, std::optional<double>& value, const std::string& about);

    /// Makes two options mutually exclusive.
    void excludes(const std::string& name, const std::string& other);

    /// The page of the manual, where it is not that of this verb alone; before the epilogue.
    void manual(const std::string& page);

    /// The text below the options in the help, with examples; the page of the manual follows.
    void epilogue(const std::string& text);

    /// Sets the function that is called when the command line names this verb.
    void when_named(std::function<void()> action);

private:
    CLI::App* app_;
    std::string manual_;
};

} // namespace crocum
