#pragma once

#include "lib/session/event.hpp"

#include <string>
#include <utility>

namespace crocum {

/// Receives the events of a use case. All calls come from the thread that called the use case.
class Observer {
public:
    virtual ~Observer() = default;

    virtual void on(const Event& event) = 0;

    /// Called several times a second while a use case waits.
    virtual void tick() {}

    void step(std::string text) { on({"", StepEvent{std::move(text)}}); }

    void detail(std::string text) { on({"", DetailEvent{std::move(text)}}); }

    void note(std::string text) { on({"", NoteEvent{std::move(text)}}); }

    void machine(std::string name, MachineProgress progress, double seconds, std::string reason = "") {
        on({"", MachineEvent{std::move(name), progress, seconds, std::move(reason)}});
    }
};

} // namespace crocum
