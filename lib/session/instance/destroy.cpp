#include "lib/session/instance/destroy.hpp"

#include "lib/session/instance/down_steps.hpp"
#include "lib/session/instance/thaw.hpp"

namespace crocum {

DownResult destroy_resources(Context& context, InstanceRecord& record) {
    DownWork work{context, record};
    auto& result = work.result;
    result.id = record.instance.id;
    result.existed = true;
    if (record.instance.uri.empty()) {
        cancel_freeze(context, record.instance); // The machines stay, but the mark goes with the record.
        for (const auto& machine : record.instance.machines) {
            result.untouched.push_back(machine.name);
        }
    }
    run_steps(down_steps(), work);
    result.kept = !result.gone();
    if (result.kept) {
        work.persist();
    } else {
        record.remove();
    }
    return result;
}

} // namespace crocum
