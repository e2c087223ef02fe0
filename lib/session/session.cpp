#include "lib/session/session.hpp"

#include "lib/store/state.hpp"

namespace crocum {

Session open_session(Observer& observer, std::string command, Seconds lock_patience) {
    Session session{load_config(), observer, std::move(command), lock_patience};
    enter_state(session.config.state);
    return session;
}

} // namespace crocum
