#include "lib/check/collect.hpp"
#include "lib/session/session.hpp"

#include <map>

namespace crocum {

namespace {

LabSummary summarize(const std::filesystem::path& folder, const Config& config) {
    LabSummary summary;
    summary.id = folder.filename().string();
    summary.folder = folder;
    try {
        const auto lab = load_lab(folder);
        summary.title = lab.title;
        summary.folder = lab.folder;
        std::set<std::string> machines;
        for (const auto& [name, stands] : lab.standing) {
            machines.insert(name);
        }
        const Collector collector{config.python, config.state / "cache" / "collected", Seconds(60)};
        for (const auto& suite : suites_of(lab)) {
            const auto checks = collect(suite, collector);
            summary.checks += checks.size();
            for (const auto& check : checks) {
                machines.insert(check.machine);
                summary.points += check.points;
            }
        }
        summary.machines = machines.size();
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        summary.error = error.what();
    }
    return summary;
}

/// The domains of each libvirt, asked for once; absent where it did not answer.
class Running {
public:
    explicit Running(std::vector<std::string>& problems) : problems_(problems) {}

    std::optional<std::size_t> count(const Instance& instance) {
        std::size_t running = 0;
        for (const auto& machine : instance.machines) {
            if (machine.domain.empty()) {
                return std::nullopt; // Behind a socket: whether an agent answers is not asked here, it can cost
                                     // seconds.
            }
            const auto& domains = at(machine.uri);
            if (!domains) {
                return std::nullopt;
            }
            const auto found = domains->find(machine.domain);
            running += found != domains->end() && found->second ? 1 : 0;
        }
        return running;
    }

private:
    using Domains = std::map<std::string, bool>;

    const std::optional<Domains>& at(const std::string& uri) {
        auto found = known_.find(uri);
        if (found == known_.end()) {
            found = known_.emplace(uri, std::nullopt).first;
            try {
                found->second = Hypervisor(uri).domains();
            } catch (const Error& error) {
                problems_.emplace_back(error.what());
            }
        }
        return found->second;
    }

    std::vector<std::string>& problems_;
    std::map<std::string, std::optional<Domains>> known_;
};

} // namespace

Overview overview(Session& session) {
    Overview overview;
    for (const auto& folder : labs_on(session.config.labs)) {
        overview.labs.push_back(summarize(folder, session.config));
    }
    const Instances instances(session.config.state);
    const Attempts attempts(session.config.state);
    Running running(overview.problems);
    for (const auto& id : instances.all()) {
        InstanceSummary summary;
        summary.id = id;
        try {
            const auto instance = instances.find(id);
            if (!instance) {
                continue; // Taken down between the two looks.
            }
            summary.state = instance->broken.empty() ? to_string(instance->phase) : "broken";
            summary.machines = instance->machines.size();
            summary.created = instance->created;
            summary.running = running.count(*instance);
            summary.last = attempts.latest(id);
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception& error) {
            summary.state = "unreadable";
            summary.error = error.what();
        }
        overview.instances.push_back(std::move(summary));
    }
    return overview;
}

} // namespace crocum
