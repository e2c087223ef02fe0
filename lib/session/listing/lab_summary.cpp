#include "lib/session/listing/lab_summary.hpp"

#include "lib/base/error.hpp"
#include "lib/check/collect.hpp"
#include "lib/lab/lab.hpp"

#include <set>

namespace crocum {

namespace {

/// A suite whose import hangs must not hide the rest for long.
constexpr Seconds look_patience{10};

} // namespace

LabSummary lab_summary(const std::filesystem::path& folder, const Config& config) {
    LabSummary summary;
    summary.id = folder.filename().string();
    summary.folder = folder;
    try {
        const auto lab = load_lab(folder);
        summary.title = lab.title;
        summary.folder = lab.folder;
        std::set<std::string> machines;
        for (const auto& [name, existing] : lab.existing_machines) {
            machines.insert(name);
        }
        auto collector = collector_for(config);
        collector.timeout = look_patience;
        collector.recalls_failures = true;
        for (const auto& entry : collect_lab(lab, collector)) {
            summary.checks += entry.checks.size();
            for (const auto& check : entry.checks) {
                summary.points += check.points;
            }
            if (!entry.suite.is_across()) {
                machines.insert(entry.suite.machine);
            }
        }
        // A machine without checks may have a setup script.
        for (const auto& script : lab.setup_scripts()) {
            machines.insert(script.stem().string());
        }
        summary.machines = machines.size();
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        summary.error = error.what();
    }
    return summary;
}

} // namespace crocum
