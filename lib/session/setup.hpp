#pragma once

#include "lib/session/machines.hpp"
#include "lib/session/session.hpp"

namespace crocum {

/// Runs setup/<machine>.sh once in every machine that has one, all at the same time, through the agents. Each machine
/// that is done is recorded at once. Throws Error with the script's output when one fails; the instance is `broken`
/// then and the next call goes on there.
void run_setup(
    Session& session,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const std::vector<MachineLink>& links);

/// Notes scripts in setup/ and suites in checks/ whose machine the instance does not have: they would be left out
/// without a word.
void name_strangers(Session& session, const Lab& lab, const Instance& instance);

} // namespace crocum
