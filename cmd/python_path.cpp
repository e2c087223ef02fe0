#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/session/python/bridge.hpp"

#include <unistd.h>

#include <filesystem>

namespace crocum {

namespace {

Exit run_python_path(const OutputOptions& options) {
    const Output output(options);
    Progress progress(output);
    const auto context = open_context(progress, "crocum python-path");
    const auto path = python_path(context, std::filesystem::read_symlink("/proc/self/exe"));
    output.result(path.string() + "\n");
    if (output.json()) {
        output.document(document("python-path", Exit::done, {{"path", path.string()}}));
    }
    return Exit::done;
}

} // namespace

int run_bridge(const std::string& lab, const std::string& student) {
    OutputOptions options;
    options.quiet = true;
    const Output output(options);
    Progress progress(output);
    LabOptions names;
    names.lab = lab;
    names.student = student;
    require_lab_and_student(names);
    auto context = open_context(progress, "crocum __bridge");
    serve_machines(context, named_instance(context, names), STDIN_FILENO, STDOUT_FILENO);
    return 0;
}

void add_python_path(CLI::App& app, Invocation& invocation) {
    Verb verb(app, "python-path", "Print the folder with crocum's Python package, for PYTHONPATH");
    auto options = std::make_shared<OutputOptions>();
    add_json_option(verb, *options);
    verb.manual("crocum");
    verb.epilogue("With this package, your own pytest and testinfra reach the machines of an instance through crocum, "
                  "so that you\n"
                  "can write and debug checks with plain pytest.\n\n"
                  "Examples:\n"
                  "  export PYTHONPATH=$(crocum python-path)\n"
                  "  pytest --hosts=crocum://hello/demo/srv labs/hello/checks/srv.py\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_python_path(*options)); }; });
}

} // namespace crocum
