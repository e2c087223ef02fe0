#include "lib/session/outcome.hpp"

namespace crocum {

const char* to_string(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::not_started:
        return "not started";
    case Outcome::interrupted:
        return "interrupted";
    case Outcome::failed:
        return "failed";
    case Outcome::locked:
        return "locked";
    case Outcome::left_over:
        return "left over";
    case Outcome::unreachable:
        return "unreachable";
    case Outcome::waiting:
        return "waiting";
    case Outcome::no_instance:
        return "no instance";
    case Outcome::created:
        return "created";
    case Outcome::started:
        return "started";
    case Outcome::already_ready:
        return "already ready";
    case Outcome::down:
        return "down";
    case Outcome::not_ready:
        return "not ready";
    case Outcome::graded:
        return "graded";
    case Outcome::partial:
        return "partial";
    case Outcome::already_graded:
        return "already graded";
    case Outcome::ungraded:
        return "ungraded";
    case Outcome::answering:
        return "answering";
    case Outcome::silent:
        return "silent";
    case Outcome::off:
        return "off";
    case Outcome::frozen:
        return "frozen";
    case Outcome::broken:
        return "broken";
    case Outcome::creating:
        return "creating";
    case Outcome::setup:
        return "setup";
    case Outcome::removing:
        break;
    }
    return "removing";
}

} // namespace crocum
