#pragma once

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/session/instance/up.hpp"
#include "tests/unit/session/fake_agent.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

namespace crocum {

/// crocum was killed: no part of it handles this.
struct Killed : std::exception {};

/// In Terraform's place: what is created is a file below $HOST, which the fake host follows. A verb that the file
/// "fail" names fails, before or after it has done its work. With the file "no events", apply reports no start.
inline constexpr const char* fake_terraform = R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
here=$(pwd)
case $1 in -chdir=*) cd "${1#-chdir=}" || exit 1; shift ;; esac
echo "$1" >>"$here/log"
fail() { if [ "$(cat "$here/fail" 2>/dev/null)" = "$1" ]; then rm "$here/fail"; exit 1; fi; }
fail "before $1"
case $1 in
version) echo '{"terraform_version":"1.9.0","terraform_outdated":false}' ;;
init) mkdir -p .terraform ;;
plan) if [ -e terraform.tfstate ]; then cp "$here/unchanged.json" .crocum/plan; else cp "$here/plan.json" .crocum/plan; fi ;;
show)
    if [ "$4" = .crocum/plan ]; then cat .crocum/plan
    elif [ -e terraform.tfstate ]; then cat "$here/show.json"
    else echo '{"format_version":"1.0"}'; fi ;;
apply)
    for one in network.ann-hello-lan domain.ann-hello-srv; do
        case $one in network*) address=libvirt_network.lan ;; *) address=libvirt_domain.srv ;; esac
        [ -e "$here/no events" ] || echo '{"type":"apply_start","hook":{"resource":{"addr":"'$address'"}}}'
        touch "$here/host/$one"
        fail "half of $1"
    done
    fail "state of $1"
    cp "$here/state.json" terraform.tfstate ;;
destroy)
    rm -f "$here/host/domain.ann-hello-srv"
    fail "half of $1"
    rm -f "$here/host/network.ann-hello-lan"
    echo '{"version":4,"resources":[]}' >terraform.tfstate ;;
esac
fail "after $1"
exit 0
)sh";

inline const ResourceName lan{ResourceKind::network, "ann-hello-lan", ""};
inline const ResourceName srv{ResourceKind::domain, "ann-hello-srv", ""};

/// The lab hello, with a machine srv that has a setup script, and a network. Another user's machine is on the host.
struct BreakableLab : FakeClass {
    struct BreakingObserver : RecordingObserver {
        explicit BreakingObserver(BreakableLab& owner) : lab(owner) {}

        void on(const Event& event) override {
            if (std::holds_alternative<StepEvent>(event.data)) {
                lab.point();
            }
            RecordingObserver::on(event);
        }

        BreakableLab& lab;
    };

    explicit BreakableLab(bool with_terraform) : FakeClass({}) {
        make_folders(lab.folder / "setup");
        make_folders(engine.path() / "host");
        write_file_atomic(lab.folder / "setup" / "srv.sh", "#!/bin/sh\ntrue\n");
        host->machines["other"] = {"uuid-other", MachineState::running, false, 0, {}, {}, {}};
        host->before = [this](const std::string& operation, const std::string& subject) {
            follow();
            point();
            if (operation == "remove") {
                std::filesystem::remove(file_of(subject));
            }
        };
        host->agent = [this](const std::string&, const std::string& request) {
            point();
            return agent.reply(request);
        };
        if (!with_terraform) {
            lab.existing_machines["srv"] = {"", "{student}-hello-srv", ""};
            write_file_atomic(file_of(srv.name), "");
            return;
        }
        lab.has_terraform = true;
        write_file_atomic(lab.folder / "main.tf", "# see fake_terraform\n");
        const auto program = engine.path() / "terraform";
        write_file_atomic(program, fake_terraform);
        ::chmod(program.c_str(), 0700);
        breaking.config.terraform = program;
        write("plan.json", plan("create"));
        write("unchanged.json", plan("no-op"));
        Json shown;
        shown["values"]["root_module"]["resources"] = resources("values");
        write("show.json", shown);
        Json in_state = resources("attributes");
        for (auto& one : in_state) {
            one["instances"] = Json::array({Json{{"attributes", one["attributes"]}}});
        }
        write("state.json", {{"version", 4}, {"resources", in_state}});
    }

    void write(const char* name, const Json& document) { write_file_atomic(engine.path() / name, document.dump()); }

    static Json resources(const char* values) {
        return Json::array(
            {Json{
                 {"type", "libvirt_domain"},
                 {"mode", "managed"},
                 {"name", "srv"},
                 {"address", "libvirt_domain.srv"},
                 {values, {{"name", srv.name}, {"id", "uuid-srv"}}}},
             Json{
                 {"type", "libvirt_network"},
                 {"mode", "managed"},
                 {"name", "lan"},
                 {"address", "libvirt_network.lan"},
                 {values, {{"name", lan.name}, {"id", "uuid-lan"}}}}});
    }

    static Json plan(const char* action) {
        auto changes = resources("after");
        for (auto& one : changes) {
            one["change"] = {{"actions", Json::array({action})}, {"after", one["after"]}, {"before", one["after"]}};
        }
        return {{"resource_changes", changes}};
    }

    [[nodiscard]] std::filesystem::path file_of(const std::string& name) const {
        return engine.path() / "host" / ((name == lan.name ? "network." : "domain.") + name);
    }

    /// The host has what the fake Terraform created.
    void follow() {
        const std::lock_guard guard(host->mutex);
        if (!std::filesystem::exists(file_of(srv.name))) {
            host->machines.erase(srv.name);
        } else if (host->machines.count(srv.name) == 0) {
            host->machines[srv.name] = {"uuid-srv", MachineState::running, false, 1U << 20U, {}, {}, {}};
        }
        if (std::filesystem::exists(file_of(lan.name))) {
            host->resources[lan] = "uuid-lan";
        } else {
            host->resources.erase(lan);
        }
    }

    /// A point at which the run can be broken off.
    void point() {
        if (points++ == break_at) {
            if (interrupt) {
                throw Interrupted(SIGINT);
            }
            throw Killed();
        }
    }

    /// Runs `work`, broken off at a point; -1: nowhere. Returns whether it came to its end.
    template <typename Work>
    bool broken_off(int at, Work work) {
        points = 0;
        break_at = at;
        bool ended = false;
        try {
            work();
            ended = true;
        } catch (const std::exception& failure) {
            UNSCOPED_INFO("it ended with: " << join(error_chain(failure), ": "));
        }
        reached = points;
        break_at = -1;
        follow();
        return ended;
    }

    bool bring_up(int at = -1) {
        return broken_off(at, [&] { static_cast<void>(up(breaking, lab, "ann", {})); });
    }

    bool take_down(int at = -1) {
        return broken_off(at, [&] { gone = down(breaking, {"hello", "ann"}).gone(); });
    }

    [[nodiscard]] std::optional<Instance> found() const { return Instances(state.path()).find({"hello", "ann"}); }

    void fail_once(const std::string& what) { write_file_atomic(engine.path() / "fail", what + "\n"); }

    [[nodiscard]] int calls(const std::string& verb) const {
        const auto log = "\n" + read_file_if_present(engine.path() / "log").value_or("");
        int count = 0;
        for (auto at = log.find("\n" + verb + "\n"); at != std::string::npos;
             at = log.find("\n" + verb + "\n", at + 1)) {
            ++count;
        }
        return count;
    }

    /// Nothing exists that a later down could not find.
    void require_all_on_record() {
        const auto record = found();
        for (const auto& resource : {lan, srv}) {
            if (std::filesystem::exists(file_of(resource.name))) {
                REQUIRE(record);
                CHECK(record->resources.count(resource) == 1);
            }
        }
    }

    TemporaryFolder engine;
    FakeAgent agent;
    BreakingObserver breaking_observer{*this};
    Context breaking = context.with(breaking_observer);
    std::atomic<int> points{0};
    std::atomic<int> break_at{-1};
    int reached = 0;
    bool interrupt = false;
    bool gone = false;
};

} // namespace crocum
