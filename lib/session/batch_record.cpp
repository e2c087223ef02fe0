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
      started_(session.begun) {
    file_ = session.config.state / "batches" / (sha256(about_).substr(0, 16) + ".json");
    make_folders(file_.parent_path());
    std::error_code absent;
    if (fs::exists(file_, absent)) {
        in_context("the record of an earlier run", [&] {
            const auto document = parse_json(read_file(file_, std::size_t{1} << 16U), file_.string());
            started_ = from_iso(document.at("started"));
        });
        resumed_ = true;
        return;
    }
    write_file_atomic(file_, to_text(Json{{"schema", 1}, {"about", about_}, {"started", to_iso(started_)}}));
}

void BatchRecord::close() {
    std::error_code kept;
    fs::remove(file_, kept);
}

} // namespace crocum
