#include "lib/session/batch/deadline_checkpoint.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours longest_pause{12};
constexpr int checkpoint_schema = 1;

} // namespace

DeadlineCheckpoint::DeadlineCheckpoint(
    const Context& context, const std::string& lab, const TargetSelection& who, const std::string& deadline)
    : about_(fmt::format(
          "{} {} [{}] {}{}", lab, to_string(who), join(who.students, " "), who.all ? "all " : "", deadline)),
      started_(context.begun) {
    file_ = context.config.state / "batches" / (sha256(about_).substr(0, 16) + ".json");
    make_folders(file_.parent_path());
    std::error_code absent;
    if (fs::exists(file_, absent)) {
        Time started;
        try {
            const auto document = parse_json(read_file(file_, std::size_t{1} << 16U), file_.string());
            if (const int version = document.value("schema", 0); version != checkpoint_schema) {
                throw Error("it has schema {}, but this crocum knows {}", version, checkpoint_schema);
            }
            started = from_iso(document.at("started"));
        } catch (const Error& error) {
            throw with_hint(
                Error("cannot read the start time of an earlier run for the same deadline: {}", error.what()),
                "Remove " + file_.string() + ", so that the start of this run counts");
        }
        // An abandoned run must not make the work of a later day count as in time, nor one whose clock was ahead
        // everybody late.
        if (started <= started_ && started_ - started < longest_pause) {
            started_ = started;
            resumed_ = true;
            return;
        }
    }
    write_file_atomic(
        file_, to_text(Json{{"schema", checkpoint_schema}, {"about", about_}, {"started", to_iso(started_)}}));
}

void DeadlineCheckpoint::close() {
    std::error_code kept;
    fs::remove(file_, kept);
}

} // namespace crocum
