#include "lib/session/context.hpp"

#include "lib/base/local_time.hpp"
#include "lib/store/state.hpp"

namespace crocum {

Context make_context(
    std::shared_ptr<Providers> providers, Observer& observer, std::string command, Seconds lock_patience) {
    Context context{load_config(), std::move(providers), observer, std::move(command), lock_patience};
    use_timezone(context.config.timezone);
    enter_state(context.config.state);
    return context;
}

} // namespace crocum
