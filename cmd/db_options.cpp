#include "cmd/db_options.hpp"

#include "lib/base/text.hpp"

namespace crocum {

std::shared_ptr<DbOptions> add_db_options(Verb& verb, Invocation& invocation, Exit (*run)(const DbOptions&)) {
    auto options = std::make_shared<DbOptions>();
    add_output_options(verb, options->output);
    verb.when_named(
        [options, &invocation, run] { invocation.run = [options, run] { return static_cast<int>(run(*options)); }; });
    return options;
}

Json to_json(const Index::Counts& counts) {
    return {
        {"classes", counts.classes},
        {"students", counts.students},
        {"instances", counts.instances},
        {"attempts", counts.attempts},
        {"results", counts.results}};
}

std::string counts_line(const Index::Counts& counts) {
    return fmt::format(
        "{}, {}, {}, {}, {}\n",
        counts.classes == 1 ? "1 class" : fmt::format("{} classes", counts.classes),
        plural(counts.students, "student"),
        plural(counts.instances, "instance"),
        plural(counts.attempts, "attempt"),
        plural(counts.results, "result"));
}

Json to_json(const std::vector<Index::Damaged>& damaged) {
    Json list = Json::array();
    for (const auto& one : damaged) {
        list.push_back({{"lab", one.id.lab}, {"student", one.id.student}, {"attempt", one.name}, {"error", one.error}});
    }
    return list;
}

void show_damaged(const Output& output, const std::vector<Index::Damaged>& all) {
    for (const auto& damaged : all) {
        output.trouble(fmt::format(
            "{}, {}: skipped: {}\n",
            to_string(damaged.id),
            damaged.name.empty() ? "record" : "attempt " + sanitize_line(damaged.name, 60),
            sanitize_line(damaged.error)));
    }
}

} // namespace crocum
