#include "lib/session/event.hpp"

#include "lib/store/attempts.hpp"

namespace crocum {

namespace {

Json fields(const StepEvent& step) {
    return {{"event", "step"}, {"text", step.text}};
}

Json fields(const DetailEvent& detail) {
    return {{"event", "detail"}, {"text", detail.text}};
}

Json fields(const NoteEvent& note) {
    return {{"event", "note"}, {"text", note.text}};
}

Json fields(const MachineEvent& machine) {
    return {
        {"event", "machine"},
        {"machine", machine.machine},
        {"state", to_string(machine.progress)},
        {"seconds", machine.seconds},
        {"reason", machine.reason}};
}

Json fields(const SuiteEvent& suite) {
    return {{"event", "suite"}, {"machine", suite.machine}, {"checks", suite.checks}};
}

Json fields(const WaitEvent& wait) {
    return {
        {"event", "wait"},
        {"id", wait.check.id},
        {"machine", wait.check.machine},
        {"title", wait.check.title},
        {"number", wait.check.number},
        {"seconds", wait.seconds}};
}

Json fields(const CheckEvent& check) {
    auto object = to_json(check.result);
    object["event"] = "check";
    return object;
}

Json fields(const BatchEvent& batch) {
    Json students = Json::array();
    for (const auto& target : batch.targets) {
        students.push_back({{"student", target.student}, {"name", target.name}});
    }
    return {{"event", "batch"}, {"students", students}};
}

Json fields(const TurnEvent& turn) {
    return {{"event", "turn"}, {"second_try", turn.is_retry}};
}

Json fields(const RowEvent& end) {
    auto object = to_json(end.row);
    object["event"] = "row";
    object["final"] = end.is_final;
    return object;
}

} // namespace

const char* to_string(MachineProgress progress) noexcept {
    switch (progress) {
    case MachineProgress::waiting:
        return "waiting for libvirt";
    case MachineProgress::defined:
        return "defined";
    case MachineProgress::booting:
        return "booting";
    case MachineProgress::agent_up:
        return "agent up";
    case MachineProgress::set_up:
        return "set up";
    case MachineProgress::setup_failed:
        return "setup failed";
    case MachineProgress::solved:
        return "solved";
    case MachineProgress::solution_failed:
        break;
    }
    return "solution failed";
}

Json to_json(const Event& event) {
    auto object = std::visit([](const auto& data) { return fields(data); }, event.data);
    if (!event.student.empty()) {
        object["student"] = event.student;
    }
    return object;
}

} // namespace crocum
