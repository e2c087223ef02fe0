#include "lib/session/batch/checkpoint.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours longest_pause{12};
constexpr int checkpoint_schema = 1;

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

BatchCheckpoint::BatchCheckpoint(const Context& context, const std::string& about, bool restart)
    : file_(file_of(context, about)),
      lock_(Lock::try_take(fs::path(file_).replace_extension(".lock"), context.command)), started_(context.begun) {
    if (!lock_) {
        return;
    }
    // An abandoned run must not make the work of a later day count as in time, nor one whose clock was ahead everybody
    // late.
    if (const auto started = restart ? std::nullopt : read_start(file_);
        started && *started <= started_ && started_ - *started < longest_pause) {
        started_ = *started;
        resumed_ = true;
        return;
    }
    write_file_atomic(
        file_, to_text(Json{{"schema", checkpoint_schema}, {"about", about}, {"started", to_iso(started_)}}));
}

void BatchCheckpoint::close() {
    if (lock_) {
        std::error_code kept;
        fs::remove(file_, kept);
    }
}

} // namespace crocum
