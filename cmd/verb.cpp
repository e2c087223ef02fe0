#include "cmd/verb.hpp"

#include <CLI/CLI.hpp>

namespace crocum {

Verb::Verb(CLI::App& group, const std::string& name, const std::string& about)
    : app_(group.add_subcommand(name, about)),
      manual_("crocum-" + (group.get_parent() == nullptr ? "" : group.get_name() + "-") + name) {
    epilogue("");
}

void Verb::flag(const std::string& names, bool& value, const std::string& about) {
    app_->add_flag(names, value, about);
}

void Verb::text(const std::string& names, std::string& value, const std::string& about, const std::string& type) {
    auto* option = app_->add_option(names, value, about);
    if (!type.empty()) {
        option->type_name(type);
    }
}

void Verb::text(
    const std::string& names, std::optional<std::string>& value, const std::string& about, const std::string& type) {
    app_->add_option(names, value, about)->type_name(type);
}

void Verb::value(
    const std::string& names,
    std::function<void(const std::string&)> use,
    const std::string& about,
    const std::string& type) {
    app_->add_option_function<std::string>(names, std::move(use), about)->type_name(type);
}

void Verb::file(const std::string& names, std::string& value, const std::string& about) {
    const auto name_of_file = [](std::string& name) {
        if (name.empty()) {
            return std::string("a file needs a name");
        }
        name = name == "-" ? "" : name;
        return std::string();
    };
    app_->add_option(names, value, about)->transform(CLI::Validator(name_of_file, "FILE"))->type_name("FILE");
}

void Verb::choice(
    const std::string& names,
    std::string& value,
    const std::string& about,
    const std::string& type,
    const std::vector<std::string>& choices) {
    app_->add_option(names, value, about)->check(CLI::IsMember(choices))->type_name(type);
}

void Verb::texts(
    const std::string& names, std::vector<std::string>& values, const std::string& about, const std::string& type) {
    app_->add_option(names, values, about)->type_name(type)->expected(-1)->allow_extra_args(false);
}

void Verb::list(
    const std::string& names, std::vector<std::string>& values, const std::string& about, const std::string& type) {
    app_->add_option(names, values, about)->type_name(type)->delimiter(',')->expected(-1)->allow_extra_args(false);
}

void Verb::words(const std::string& name, std::vector<std::string>& values, const std::string& about) {
    app_->add_option(name, values, about);
}

void Verb::number(
    const std::string& names, int& value, const std::string& about, const std::string& type, int least, int most) {
    app_->add_option(names, value, about)->check(CLI::Range(least, most))->type_name(type);
}

void Verb::number(
    const std::string& names, std::optional<double>& value, const std::string& about, const std::string& type) {
    app_->add_option(names, value, about)->type_name(type);
}

void Verb::percent(const std::string& names, std::optional<double>& value, const std::string& about) {
    app_->add_option(names, value, about)->check(CLI::Range(0.0, 100.0))->type_name("PERCENT");
}

void Verb::excludes(const std::string& name, const std::string& other) {
    app_->get_option(name)->excludes(app_->get_option(other));
}

void Verb::manual(const std::string& page) {
    manual_ = page;
}

void Verb::epilogue(const std::string& text) {
    app_->footer(text + (text.empty() ? "" : "\n") + "Manual: man " + manual_ + "\n");
}

void Verb::when_named(std::function<void()> action) {
    app_->callback(std::move(action));
}

} // namespace crocum
