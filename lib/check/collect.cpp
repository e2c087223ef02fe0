#include "lib/check/collect.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/process.hpp"
#include "lib/base/text.hpp"
#include "lib/check/runtime.hpp"

#include <set>

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
        if (!ids.insert(check.id).second) {
            throw Error("two checks have the id {}", check.id);
        }
        checks.push_back(std::move(check));
    }
    return checks;
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
    throw with_hint(
        UsageError("the checks of {} cannot be collected:{}", suite.machine, text),
        text.find("ModuleNotFoundError") == std::string::npos
            ? ""
            : "A suite has to import on this host with pytest and testinfra alone");
}

/// pytest's own answer, straight from a run.
Json run_collection(const Suite& suite, const Collector& collector) {
    const TemporaryFolder folder;
    const auto zip = folder.path() / "runtime.zip";
    const auto output = folder.path() / "collected.json";
    write_file_atomic(zip, runtime_zip());
    const Json request{
        {"root", suite.root.string()},
        {"machine", suite.machine},
        {"files", {suite.entry}},
        {"output", output.string()}};
    ProcessSpec spec;
    // Isolated: neither the teacher's site-packages nor the environment decide what is collected.
    spec.argv = {collector.python.string(), "-I", "-S", "-B", zip.string(), "collect"};
    spec.input = to_line(request);
    spec.deadline = Deadline(collector.timeout);
    const auto result = run(spec);
    const auto text = read_file_if_present(output);
    if (!text || result.timed_out) {
        throw Error(
            "collecting the checks of {} failed ({}):\n{}{}",
            suite.machine,
            result.outcome(),
            sanitize(result.out),
            sanitize(result.err));
    }
    return parse_json(*text, "the collected checks");
}

} // namespace

Collector collector_for(const Config& config) {
    return {config.python, config.state / "cache" / "collected", Seconds(60)};
}

std::vector<Check> collect(const Suite& suite, const Collector& collector) {
    const auto cached = collector.cache / (suite.machine + "-" + suite.digest.substr(0, 32) + "-" +
                                           runtime_digest().substr(0, 16) + ".json");
    if (const auto text = read_file_if_present(cached)) {
        try {
            return parse(parse_json(*text, cached.string()), suite);
        } catch (const std::exception&) {
            // A damaged cache is only a cache.
        }
    }
    const auto document = run_collection(suite, collector);
    if (!document.at("errors").empty()) {
        fail(suite, document.at("errors"));
    }
    auto checks = parse(document, suite);
    make_folders(collector.cache);
    write_file_atomic(cached, to_line(document));
    return checks;
}

} // namespace crocum
