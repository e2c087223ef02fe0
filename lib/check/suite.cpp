#include "lib/check/suite.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"

#include <algorithm>
#include <set>

namespace crocum {

namespace fs = std::filesystem;

std::vector<Suite> suites_of(const Lab& lab) {
    const auto names = lab.suite_candidates();
    if (names.empty()) {
        return {};
    }
    const std::set<std::string> machines(names.begin(), names.end());
    const auto files = files_below(lab.suites, Links::listed);
    std::vector<Suite> suites;
    for (const auto& name : names) {
        Suite suite;
        suite.machine = name;
        suite.root = lab.suites;
        suite.mode = lab.mode_of(name);
        suite.entry = fs::is_directory(lab.suites / name) ? name : name + ".py";
        std::string parts;
        for (const auto& file : files) {
            const auto top = *file.begin();
            const auto owner = file == top ? top.stem().string() : top.string();
            if (owner == name || machines.count(owner) == 0) {
                require_within(lab.suites / file, lab.folder);
                suite.files.push_back(file);
                parts += fmt::format("{}\n{}\n", file.string(), sha256(read_file(lab.suites / file)));
            }
        }
        suite.digest = sha256(parts);
        suites.push_back(std::move(suite));
    }
    return suites;
}

std::string bundle(const Suite& suite) {
    Json files = Json::object();
    for (const auto& file : suite.files) {
        files[file.string()] = base64(read_file(suite.root / file));
    }
    return to_line(files);
}

} // namespace crocum
