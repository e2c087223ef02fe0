#include "lib/session/python/bridge.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/process.hpp"
#include "lib/base/text.hpp"
#include "lib/check/command_bridge.hpp"
#include "lib/check/runtime.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/reboot.hpp"

namespace crocum {

namespace fs = std::filesystem;

void serve_machines(Context& context, const InstanceId& id, int from, int to) {
    const auto instance = instance_with_machines(context, id);
    const auto links = connect_machines(*context.providers, instance.machines);
    Bridge::Machines machines;
    Json names = Json::array();
    for (const auto& one : links) {
        machines[one.machine.name] = {
            [&one] { return open_guest(one); },
            [&one](Seconds timeout, const auto& stop) { reboot_machine(one, timeout, stop); }};
        names.push_back(one.machine.name);
    }
    Bridge bridge(std::move(machines), Bridge::Opening::lazy, [](const std::string&) {});
    bridge.serve(from, to, {{"machines", names}, {"params", instance.parameters}});
}

fs::path python_path(const Context& context, const fs::path& program) {
    const auto digest = sha256(runtime_digest() + program.string()).substr(0, 16);
    const auto output = context.config.state / "cache" / ("python-" + digest);
    if (fs::is_directory(output)) {
        return output;
    }
    make_folders(output.parent_path());
    const TemporaryFolder folder;
    const auto zip = folder.path() / "runtime.zip";
    write_file_atomic(zip, runtime_zip());
    ProcessSpec spec;
    spec.argv = {context.config.python.string(), "-I", "-S", "-B", zip.string(), "package"};
    spec.input = to_line({{"output", output.string()}, {"program", program.string()}});
    if (const auto result = run(spec); !result.ok()) {
        throw Error("cannot write {}: {}\n{}", output.string(), result.outcome(), sanitize(result.err));
    }
    return output;
}

} // namespace crocum
