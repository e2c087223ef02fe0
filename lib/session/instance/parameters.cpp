#include "lib/session/instance/parameters.hpp"

#include "lib/store/classes.hpp"
#include "lib/store/parameters.hpp"
#include "lib/store/state.hpp"

#include <algorithm>
#include <cctype>

namespace crocum {

namespace {

DrawnIn drawn_in(const Context& context, Database& database, const std::string& student) {
    Classes classes(database);
    const auto names = classes.of_student(student);
    // Without a class, the secret of this state directory is used.
    return names.empty() ? DrawnIn{"", kept_random(context.config.state / "secret")}
                         : DrawnIn{names.front(), classes.secret(names.front())};
}

} // namespace

ParameterValues student_parameters(
    const Context& context, const Lab& lab, const std::string& student, const ParameterValues& known) {
    const auto is_known = [&](const auto& spec) { return known.count(spec.first) != 0; };
    if (std::all_of(lab.parameters.begin(), lab.parameters.end(), is_known)) {
        ParameterValues values;
        for (const auto& [name, spec] : lab.parameters) {
            values[name] = known.at(name);
        }
        return values;
    }
    Database database(context.config.database, context.config.state);
    return Parameters(database).of({lab.id, student}, lab.parameters, drawn_in(context, database, student), known);
}

std::vector<std::string> as_environment(const ParameterValues& values) {
    std::vector<std::string> environment;
    for (const auto& [name, value] : values) {
        auto upper = name;
        std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) {
            return static_cast<char>(std::toupper(c));
        });
        environment.push_back("CROCUM_" + upper + "=" + value);
    }
    return environment;
}

void forget_parameters(const Context& context, const Lab& lab, const std::string& student) noexcept {
    if (lab.parameters.empty()) {
        return;
    }
    try {
        Database database(context.config.database, context.config.state);
        Parameters(database).forget({lab.id, student});
    } catch (const std::exception&) {
        // Forgotten values would only occupy a port or a subnet.
    }
}

} // namespace crocum
