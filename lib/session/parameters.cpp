#include "lib/session/parameters.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/system.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/parameters.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// The secret for students who are in no class; made at the first need, by one of all that need it at once.
std::string own_secret(const fs::path& state) {
    const auto file = state / "secret";
    std::error_code absent;
    if (!fs::exists(file, absent)) {
        const fs::path fresh = file.string() + "." + random_hex(4);
        write_file_atomic(fresh, random_hex(32) + "\n");
        const bool there = ::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST;
        fs::remove(fresh, absent);
        if (!there) {
            throw system_error("cannot make {}", file.string());
        }
    }
    return read_file(file, std::size_t{1} << 10U);
}

DrawnIn drawn_in(const Session& session, Database& database, const std::string& student) {
    Classes classes(database);
    const auto names = classes.of_student(student);
    return names.empty() ? DrawnIn{"", own_secret(session.config.state)}
                         : DrawnIn{names.front(), classes.secret(names.front())};
}

} // namespace

ParameterValues student_parameters(
    const Session& session, const Lab& lab, const std::string& student, const ParameterValues& known) {
    const auto is_known = [&](const auto& spec) { return known.count(spec.first) != 0; };
    if (std::all_of(lab.parameters.begin(), lab.parameters.end(), is_known)) {
        ParameterValues values;
        for (const auto& [name, spec] : lab.parameters) {
            values[name] = known.at(name);
        }
        return values;
    }
    Database database(session.config.database, session.config.state);
    return Parameters(database).of({lab.id, student}, lab.parameters, drawn_in(session, database, student), known);
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

void forget_parameters(const Session& session, const Lab& lab, const std::string& student) noexcept {
    if (lab.parameters.empty()) {
        return;
    }
    try {
        Database database(session.config.database, session.config.state);
        Parameters(database).forget({lab.id, student});
    } catch (const std::exception&) {
        // They are in nobody's way but for a port or a subnet.
    }
}

} // namespace crocum
