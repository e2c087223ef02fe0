#include "lib/session/batch/checkpoint.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours longest_pause{12};
constexpr int checkpoint_schema = 1;

/// An abandoned run must not make the work of a later day count as in time, nor one whose clock was ahead everybody
/// late.
bool is_recent(Time started, Time now) {
    return started <= now && now - started < longest_pause;
}

/// The start time in the record; nothing when there is no record.
std::optional<Time> read_start(const fs::path& file) {
    const auto text = read_file_if_present(file);
    if (!text) {
        return std::nullopt;
    }
    try {
        const auto document = parse_json(*text, file.string());
        if (const int version = document.value("schema", 0); version != checkpoint_schema) {
            throw Error("it has schema {}, but this crocum knows {}", version, checkpoint_schema);
        }
        return from_iso(document.at("started"));
    } catch (const Error& error) {
        throw with_hint(
            Error("cannot read when the earlier, unfinished run of this command started: {}", error.what()),
            "--restart begins a new run, without the record " + file.string());
    }
}

fs::path file_of(const Context& context, const std::string& about) {
    const auto folder = context.config.state / "batches";
    make_folders(folder);
    return folder / (sha256(about).substr(0, 16) + ".json");
}

} // namespace

BatchCheckpoint::BatchCheckpoint(const Context& context, const std::string& lab, const std::string& about, bool restart)
    : file_(file_of(context, about)),
      lock_(Lock::try_take(fs::path(file_).replace_extension(".lock"), context.command)), started_(context.begun) {
    if (!lock_) {
        return;
    }
    if (const auto started = restart ? std::nullopt : read_start(file_); started && is_recent(*started, started_)) {
        started_ = *started;
        resumed_ = true;
        return;
    }
    write_file_atomic(
        file_,
        to_text(Json{
            {"schema", checkpoint_schema},
            {"lab", lab},
            {"command", context.command},
            {"about", about},
            {"started", to_iso(started_)}}));
}

void BatchCheckpoint::close() {
    if (lock_) {
        std::error_code kept;
        fs::remove(file_, kept);
    }
}

std::vector<UnfinishedBatch> unfinished_batches(const Context& context) {
    std::vector<UnfinishedBatch> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(context.config.state / "batches", absent)) {
        const auto& file = entry.path();
        if (file.extension() != ".json" || Lock::holder(fs::path(file).replace_extension(".lock"))) {
            continue;
        }
        try {
            const auto record = parse_json(read_file(file), file.string());
            const auto started = from_iso(record.at("started"));
            if (is_recent(started, context.begun)) {
                found.push_back({record.at("lab"), record.at("command"), started});
            }
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception&) {
            continue; // Also one that was removed meanwhile, and one of an earlier version.
        }
    }
    std::sort(
        found.begin(), found.end(), [](const auto& one, const auto& other) { return one.started < other.started; });
    return found;
}

} // namespace crocum
