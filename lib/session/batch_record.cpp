#include "lib/session/batch_record.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace fs = std::filesystem;

BatchRecord::BatchRecord(
    const Session& session, const std::string& lab, const TargetSelection& who, const std::string& deadline)
    : about_(fmt::format(
          "{} {} [{}] {}{}", lab, to_string(who), join(who.students, " "), who.all ? "all " : "", deadline)),
      started_(std::chrono::system_clock::now()) {
    file_ = session.config.state / "batches" / (sha256(about_).substr(0, 16) + ".json");
    make_folders(file_.parent_path());
    std::error_code absent;
    if (fs::exists(file_, absent)) {
        in_context("the record of an earlier run", [&] {
            const auto document = parse_json(read_file(file_, std::size_t{1} << 16U), file_.string());
            started_ = from_iso(document.at("started"));
            if (const auto frozen = text_at(document, "frozen"); !frozen.empty()) {
                frozen_ = from_iso(frozen);
            }
        });
        resumed_ = true;
        return;
    }
    save();
}

void BatchRecord::set_frozen(Time time) {
    frozen_ = time;
    save();
}

void BatchRecord::close() {
    std::error_code kept;
    fs::remove(file_, kept);
}

void BatchRecord::save() const {
    write_file_atomic(
        file_,
        to_text(Json{
            {"schema", 1},
            {"about", about_},
            {"started", to_iso(started_)},
            {"frozen", frozen_ ? to_iso(*frozen_) : ""}}));
}

} // namespace crocum
