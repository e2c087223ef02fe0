#include "lib/check/run_collection.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/base/text.hpp"
#include "lib/check/runtime.hpp"
#include "lib/guest/command.hpp"

namespace crocum {

namespace {

/// A failed collection, in the form of a successful one.
Json failure(const Suite& suite, const std::string& message) {
    const Json error{{"file", suite.entry}, {"line", nullptr}, {"message", message}};
    return {{"checks", Json::array()}, {"errors", Json::array({error})}, {"status", 0}};
}

} // namespace

Json run_collection(const Suite& suite, const Collector& collector, const Json& more) {
    const TemporaryFolder folder;
    const auto zip = folder.path() / "runtime.zip";
    const auto output = folder.path() / "collected.json";
    write_file_atomic(zip, runtime_zip());
    Json request{
        {"root", suite.root.string()},
        {"machine", suite.machine},
        {"files", {suite.entry}},
        {"output", output.string()}};
    request.update(more);
    ProcessSpec spec;
    // Isolated: neither the teacher's site-packages nor the environment decide what is collected.
    spec.argv = {collector.python.string(), "-I", "-S", "-B", zip.string(), "collect"};
    spec.input = to_line(request);
    if (more.contains("review")) {
        spec.environment = GuestCommand::plain_environment(); // That of a run, and not of the caller.
    }
    spec.deadline = Deadline(collector.timeout);
    const auto result = run(spec);
    const auto text = read_file_if_present(output);
    if (result.timed_out) {
        return failure(suite, fmt::format("importing it did not end within {} s", collector.timeout.count()));
    }
    if (!text) {
        throw Error(
            "collecting the checks of {} failed ({}):\n{}{}",
            suite.machine,
            result.outcome(),
            sanitize(result.out),
            sanitize(result.err));
    }
    return parse_json(*text, "the collected checks");
}

} // namespace crocum
