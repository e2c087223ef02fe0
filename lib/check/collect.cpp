#include "lib/check/collect.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/check/points.hpp"
#include "lib/check/run_collection.hpp"
#include "lib/check/runtime.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::vector<Check> parse(const Json& document, const Suite& suite) {
    std::vector<Check> checks;
    std::set<std::string> ids;
    for (const auto& entry : document.at("checks")) {
        Check check;
        check.id = entry.at("id");
        check.machine = suite.machine;
        check.title = sanitize_line(entry.at("title").get<std::string>(), 200);
        check.number = sanitize_line(entry.at("number").get<std::string>(), 20);
        check.points = entry.at("points");
        check.visibility = visibility_from(entry.at("visibility").get<std::string>());
        check.hide_errors = sanitize(entry.at("hide_errors").get<std::string>());
        for (const auto& tag : entry.at("tags")) {
            check.tags.push_back(sanitize_line(tag.get<std::string>(), 60));
        }
        check.baseline = entry.at("baseline");
        check.after_reboot = entry.at("after_reboot");
        if (const auto& reason = entry.at("skipped"); !reason.is_null()) {
            check.skipped = sanitize_line(reason.get<std::string>());
        }
        check.file = entry.at("file");
        check.line = entry.at("line");
        check.silent_asserts = entry.at("silent_asserts").get<std::vector<int>>();
        if (!ids.insert(check.id).second) {
            throw Error("two checks have the id {}", check.id);
        }
        checks.push_back(std::move(check));
    }
    return checks;
}

/// The way out of a mistake that is not in the suite alone.
std::string hint_for(const std::string& text) {
    if (text.find("ModuleNotFoundError") != std::string::npos) {
        return "A suite has to import on this host with pytest and testinfra alone";
    }
    if (text.find("not found in `markers`") != std::string::npos) {
        return "crocum does not read pytest.ini and pyproject.toml. Declare the marker in conftest.py beside the "
               "suites: "
               "def pytest_configure(config): config.addinivalue_line(\"markers\", \"NAME: what it means\")";
    }
    return "";
}

[[noreturn]] void fail(const Suite& suite, const Json& errors) {
    std::string text;
    for (const auto& error : errors) {
        const auto line = error.at("line").is_null() ? "" : fmt::format(":{}", error.at("line").get<int>());
        text += fmt::format(
            "\n{}{}: {}",
            (suite.root / error.at("file").get<std::string>()).string(),
            line,
            sanitize(error.at("message").get<std::string>()));
    }
    throw with_hint(UsageError("the checks of {} cannot be collected:{}", suite.machine, text), hint_for(text));
}

} // namespace

Collector collector_for(const Config& config) {
    return {config.python, config.state / "cache" / "collected", Seconds(60)};
}

std::vector<Check> collect(const Suite& suite, const Collector& collector) {
    const auto cached = collector.cache / (suite.machine + "-" + suite.digest.substr(0, 32) + "-" +
                                           runtime_digest().substr(0, 16) + ".json");
    std::optional<Json> document;
    if (const auto text = read_file_if_present(cached)) {
        try {
            document = parse_json(*text, cached.string());
            if (document->at("errors").empty()) {
                return parse(*document, suite);
            }
        } catch (const std::exception&) {
            document.reset(); // A damaged cache is ignored.
        }
    }
    // The cause of a failure may have been fixed outside of the suite: a missing module, a busy host.
    if (!document || !collector.recalls_failures) {
        document = run_collection(suite, collector);
        make_folders(collector.cache);
        write_file_atomic(cached, to_line(*document));
    }
    if (!document->at("errors").empty()) {
        fail(suite, document->at("errors"));
    }
    return parse(*document, suite);
}

std::vector<CollectedSuite> collect_lab(const Lab& lab, const Collector& collector) {
    const auto suites = suites_of(lab);
    std::vector<CollectedSuite> collected(suites.size());
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        tasks.emplace_back([&, i](const Post&) { collected[i] = {suites[i], collect(suites[i], collector)}; });
    }
    run_parallel(tasks);
    // Helper modules have none.
    std::erase_if(collected, [](const CollectedSuite& entry) { return entry.checks.empty(); });
    apply_points(collected, lab);
    return collected;
}

std::set<std::string> select(
    const std::vector<CollectedSuite>& suites, const std::string& keyword, const Collector& collector) {
    std::set<std::string> ids;
    for (const auto& entry : suites) {
        constexpr int misused = 4; // pytest's exit status
        const auto document = run_collection(entry.suite, collector, {{"keyword", keyword}});
        if (document.at("status") == misused) {
            throw with_hint(
                UsageError("\"{}\" does not select checks", sanitize_line(keyword, 100)),
                "--only has the syntax of pytest's -k: parts of names with and, or, not, ( )");
        }
        if (!document.at("errors").empty()) {
            fail(entry.suite, document.at("errors"));
        }
        for (const auto& check : document.at("checks")) {
            const auto id = check.at("id").get<std::string>();
            if (std::none_of(
                    entry.checks.begin(), entry.checks.end(), [&](const Check& known) { return known.id == id; })) {
                throw with_hint(
                    UsageError(
                        "the ids of the checks of {} are others at each collection: {}",
                        entry.suite.machine,
                        sanitize_line(shown_id(id), 100)),
                    "\"crocum lab validate\" names the checks");
            }
            ids.insert(id);
        }
    }
    return ids;
}

} // namespace crocum
