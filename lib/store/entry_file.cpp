#include "lib/store/entry_file.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"

namespace crocum {

namespace {

constexpr int entries_schema = 1;

} // namespace

void each_entry(const std::filesystem::path& file, const char* key, const std::function<void(const Json&)>& use) {
    const auto text = read_file_if_present(file);
    if (!text) {
        return;
    }
    try {
        const auto document = parse_json(*text, "it");
        const int version = document.is_object() ? document.value("schema", 0) : 0;
        if (version > entries_schema) {
            throw with_hint(
                Error("it has schema {}, but this crocum knows {}", version, entries_schema),
                "A later version of crocum wrote it: use that version");
        }
        if (version != entries_schema) {
            throw Error("it does not have schema {}", entries_schema);
        }
        for (const auto& entry : document.at(key)) {
            use(entry);
        }
    } catch (const std::exception&) {
        std::throw_with_nested(with_hint(
            Error("{} cannot be read", file.string()),
            "The score depends on it: repair it, or move it away to continue without its content"));
    }
}

void keep_entries(const std::filesystem::path& file, const char* key, const Json& entries) {
    write_file_atomic(file, to_text({{"schema", entries_schema}, {key, entries}}));
}

} // namespace crocum
