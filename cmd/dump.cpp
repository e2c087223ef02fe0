#include "cmd/dump.hpp"

#include "cmd/parser.hpp"

namespace crocum {

namespace {

void dump(const CLI::App& app, const std::string& path, Json& into) {
    Json options = Json::array();
    for (const auto* option : app.get_options()) {
        Json names = Json::array();
        for (const auto& name : option->get_snames()) {
            names.push_back("-" + name);
        }
        for (const auto& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
        options.push_back(
            {{"names", names}, {"positional", option->get_positional()}, {"about", option->get_description()}});
    }
    into.push_back({{"verb", path}, {"about", app.get_description()}, {"options", options}});
    for (const auto* verb : verbs_of(app)) {
        dump(*verb, path + (path.empty() ? "" : " ") + verb->get_name(), into);
    }
}

} // namespace

Json dump_cli(const CLI::App& app) {
    Json verbs = Json::array();
    dump(app, "", verbs);
    return {{"schema", 1}, {"verbs", verbs}};
}

} // namespace crocum
