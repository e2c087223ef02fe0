#include "lib/session/instance/exec.hpp"

#include "lib/base/clock.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"

namespace crocum {

GuestResult exec(Context& context, const InstanceId& id, const std::string& machine, GuestCommand command) {
    const auto instance = instance_with_machines(context, id);
    const auto parameters = as_environment(instance.parameters);
    command.environment.insert(command.environment.end(), parameters.begin(), parameters.end());
    const auto links = connect_machines(*context.providers, {machine_of(instance, machine)});
    links[0].require_agent();
    Guest guest(links[0].machine.name, links[0].open_channel());
    guest.require_commands(Deadline(Agent::patience));
    return guest.exec(command);
}

} // namespace crocum
