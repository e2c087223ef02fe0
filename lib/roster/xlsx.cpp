#include "lib/roster/xlsx.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"
#include "lib/roster/roster_table.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <string_view>

namespace crocum {

namespace {

using ZipReader = std::unique_ptr<archive, Deleter<&archive_read_free>>;
using Parts = std::map<std::string, std::string>; // name in the archive -> content

constexpr std::size_t largest_workbook = std::size_t{32} << 20U; // unpacked: a zip can be a thousand times smaller
constexpr int most_parts = 10'000;

[[noreturn]] void refuse_workbook(const std::string& why) {
    throw with_hint(UsageError("1: the workbook cannot be read: {}", why), "Save it as CSV (UTF-8) in the spreadsheet");
}

/// The parts that hold the cells: the workbook with its sheets and their texts.
bool is_wanted(std::string_view name) {
    return name == "xl/workbook.xml" || name == "xl/_rels/workbook.xml.rels" || name == "xl/sharedStrings.xml" ||
           name.substr(0, 14) == "xl/worksheets/";
}

Parts parts_of(const std::string& bytes) {
    const ZipReader zip(archive_read_new());
    archive_read_support_format_zip(zip.get());
    if (archive_read_open_memory(zip.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
        refuse_workbook("it is no zip archive");
    }
    Parts parts;
    std::size_t left = largest_workbook;
    std::array<char, 65536> chunk{};
    archive_entry* entry = nullptr;
    int result = ARCHIVE_OK;
    for (int count = 0; (result = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK; ++count) {
        const auto* name = archive_entry_pathname(entry);
        if (count == most_parts) {
            refuse_workbook("it has too many parts");
        }
        if (name == nullptr || !is_wanted(name)) {
            continue;
        }
        auto& content = parts[name];
        la_ssize_t size = 0;
        while ((size = archive_read_data(zip.get(), chunk.data(), chunk.size())) > 0) {
            if (static_cast<std::size_t>(size) > left) {
                refuse_workbook(fmt::format("it is larger than {} MiB", largest_workbook >> 20U));
            }
            left -= static_cast<std::size_t>(size);
            content.append(chunk.data(), static_cast<std::size_t>(size));
        }
        if (size < 0) {
            refuse_workbook("the zip archive is damaged");
        }
    }
    if (result != ARCHIVE_EOF) {
        refuse_workbook("the zip archive is damaged");
    }
    return parts;
}

pugi::xml_document document_of(const Parts& parts, const std::string& name) {
    const auto part = parts.find(name);
    if (part == parts.end()) {
        refuse_workbook("it has no " + sanitize_line(name, 60));
    }
    pugi::xml_document document;
    // Blanks between the parts of a text count.
    if (!document.load_buffer(
            part->second.data(), part->second.size(), pugi::parse_default | pugi::parse_ws_pcdata_single)) {
        refuse_workbook(sanitize_line(name, 60) + " is no XML");
    }
    return document;
}

/// Where the first sheet is: the workbook names an id, whose target is in another part.
std::string first_sheet(const Parts& parts) {
    const auto workbook = document_of(parts, "xl/workbook.xml");
    const std::string id = workbook.child("workbook").child("sheets").child("sheet").attribute("r:id").value();
    const auto relations = document_of(parts, "xl/_rels/workbook.xml.rels");
    for (const auto relation : relations.child("Relationships").children("Relationship")) {
        if (relation.attribute("Id").value() == id) {
            const std::string target = relation.attribute("Target").value();
            return target.rfind('/', 0) == 0 ? target.substr(1) : "xl/" + target;
        }
    }
    refuse_workbook("it has no sheet");
}

/// A text is in one element, or in several of which each has a format. Reading aids (rPh) are left out.
std::string text_of(const pugi::xml_node& node) {
    std::string text = node.child("t").text().get();
    for (const auto run : node.children("r")) {
        text += run.child("t").text().get();
    }
    return text;
}

std::vector<std::string> shared_texts(const Parts& parts) {
    std::vector<std::string> texts;
    if (parts.count("xl/sharedStrings.xml") == 0) {
        return texts;
    }
    const auto document = document_of(parts, "xl/sharedStrings.xml");
    for (const auto item : document.child("sst").children("si")) {
        texts.push_back(text_of(item));
    }
    return texts;
}

/// "77.0" and "7.7E1" are 77; what is not whole stays. A spreadsheet keeps 15 digits: a longer number, however it is
/// written, becomes "1.23E+15" as in the spreadsheet, by which an id is known as rounded.
std::string plain_number(const std::string& text) {
    constexpr double most_exact = 1e15;
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0' || !std::isfinite(number)) {
        return text;
    }
    if (std::abs(number) >= most_exact) {
        return fmt::format("{:.15G}", number);
    }
    return std::trunc(number) == number ? fmt::format("{:.0f}", number) : text;
}

std::string cell_text(const pugi::xml_node& cell, const std::vector<std::string>& shared) {
    const std::string_view type = cell.attribute("t").value();
    const std::string content = cell.child("v").text().get();
    if (type == "inlineStr") {
        return text_of(cell.child("is"));
    }
    if (type == "s") {
        const auto index = std::strtoull(content.c_str(), nullptr, 10);
        return index < shared.size() ? shared[index] : "";
    }
    return type.empty() || type == "n" ? plain_number(content) : content;
}

/// The column in "AB12", from 0; `next` when the cell does not say it.
std::size_t column_of_cell(const pugi::xml_node& cell, std::size_t next) {
    std::size_t column = 0;
    for (const char c : std::string_view(cell.attribute("r").value())) {
        if (c < 'A' || c > 'Z' || column > most_columns) {
            break;
        }
        column = 26 * column + static_cast<std::size_t>(c - 'A') + 1;
    }
    return column == 0 ? next : column - 1;
}

} // namespace

bool is_zip(const std::string& bytes) {
    return bytes.rfind("PK\x03\x04", 0) == 0;
}

std::vector<CsvRow> parse_xlsx(const std::string& bytes) {
    const auto parts = parts_of(bytes);
    const auto shared = shared_texts(parts);
    const auto sheet = document_of(parts, first_sheet(parts));
    std::vector<CsvRow> rows;
    std::size_t cells = 0;
    std::size_t size = 0; // A shared text can be in many cells, also of one row.
    int line = 0;
    for (const auto node : sheet.child("worksheet").child("sheetData").children("row")) {
        line = node.attribute("r").as_int(line + 1);
        CsvRow row{line, {}};
        for (const auto cell : node.children("c")) {
            auto& fields = row.fields;
            const auto column = column_of_cell(cell, fields.size());
            auto text = to_nfc(cell_text(cell, shared));
            size += text.size(); // Also when another cell has the same place.
            const auto width = text.empty() ? 0 : column + 1;
            if (width > most_columns) {
                throw UsageError("{}: a value beyond column {}", line, most_columns);
            }
            cells += std::max<std::size_t>(1, width - std::min(width, fields.size()));
            if (cells > most_cells || size > largest_workbook) {
                throw UsageError("{}: the sheet is larger than any roster", line);
            }
            if (!text.empty()) {
                fields.resize(std::max(fields.size(), width));
                fields[column] = std::move(text);
            }
        }
        if (!row.fields.empty()) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

} // namespace crocum
