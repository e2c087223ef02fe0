#pragma once

#include "lib/base/files.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"
#include "lib/store/instance.hpp"
#include "tests/unit/session/fake_provider.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace crocum {

/// Records the texts of steps and notes. Thread-safe.
struct RecordingObserver : Observer {
    void on(const Event& event) override {
        if (const auto* step = std::get_if<StepEvent>(&event.data)) {
            add(step->text);
        } else if (const auto* note = std::get_if<NoteEvent>(&event.data)) {
            add("note: " + note->text);
        }
    }

    void add(const std::string& text) {
        const std::lock_guard guard(mutex);
        texts.push_back(text);
    }

    [[nodiscard]] bool has(const std::string& part) {
        const std::lock_guard guard(mutex);
        for (const auto& text : texts) {
            if (text.find(part) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    std::mutex mutex;
    std::vector<std::string> texts;
};

/// A class with ready instances of a lab with one machine each, on a fake host.
struct FakeClass {
    explicit FakeClass(const std::vector<std::string>& students) {
        lab.id = "hello";
        lab.folder = state.path() / "hello";
        lab.timeouts.boot = Seconds(5);
        context.config.state = state.path();
        context.config.libvirt_uri = "fake:///host";
        context.config.domain_type = "kvm";
        host->agent = [](const std::string&, const std::string&) { return std::string(R"({"return": {}})"); };
        for (const auto& student : students) {
            add(student);
        }
    }

    void add(const std::string& student, std::uint64_t memory = std::uint64_t{256} << 20U) {
        Instance instance;
        instance.id = {lab.id, student};
        instance.mark = "0000000" + std::to_string(targets.size());
        instance.folder = lab.folder;
        instance.phase = Phase::ready;
        instance.uri = context.config.libvirt_uri;
        instance.created = "2026-11-27T10:00:00Z";
        InstanceMachine machine;
        machine.name = "srv";
        const ProviderMachine address{instance.uri, student + "-hello-srv", "uuid-" + student};
        machine.address = address;
        instance.machines.push_back(machine);
        Instances(state.path()).save(instance);
        host->machines[address.name] = {address.uuid, MachineState::running, false, memory, {}, {}, {}};
        targets.push_back({student, "", false});
    }

    [[nodiscard]] Instance instance(const std::string& student) const {
        return Instances(state.path()).find({lab.id, student}).value();
    }

    FakeHost::Machine& machine(const std::string& student) { return host->machines.at(student + "-hello-srv"); }

    TemporaryFolder state;
    std::shared_ptr<FakeHost> host = std::make_shared<FakeHost>();
    RecordingObserver observer;
    Context context{{}, providers_of(host), observer, "crocum lab check hello --class net"};
    Lab lab;
    std::vector<Target> targets;
};

} // namespace crocum
