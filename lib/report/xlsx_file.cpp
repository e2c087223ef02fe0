#include "lib/report/xlsx_file.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/shared_library.hpp"

#include <xlsxwriter.h>

#include <map>
#include <utility>

namespace crocum {

namespace {

/// The functions of libxlsxwriter that crocum calls.
#define CROCUM_XLSX_FUNCTIONS(X)                                                                                       \
    X(format_set_bg_color)                                                                                             \
    X(format_set_bold)                                                                                                 \
    X(format_set_font_color)                                                                                           \
    X(format_set_num_format)                                                                                           \
    X(lxw_strerror)                                                                                                    \
    X(lxw_workbook_free)                                                                                               \
    X(workbook_add_format)                                                                                             \
    X(workbook_add_worksheet)                                                                                          \
    X(workbook_close)                                                                                                  \
    X(workbook_new_opt)                                                                                                \
    X(worksheet_freeze_panes)                                                                                          \
    X(worksheet_set_column)                                                                                            \
    X(worksheet_write_blank)                                                                                           \
    X(worksheet_write_number)                                                                                          \
    X(worksheet_write_string)

struct XlsxApi {
#define X(name) decltype(&::name) name = nullptr;
    CROCUM_XLSX_FUNCTIONS(X)
#undef X
};

XlsxApi load_xlsx() {
    const SharedLibrary library("libxlsxwriter.so." LXW_SOVERSION);
    if (!library.is_loaded()) {
        throw with_hint(
            Error("cannot load libxlsxwriter, which writes Excel files: {}", library.error()),
            "Install it: apt-get install libxlsxwriter" LXW_SOVERSION ", or use --format csv --excel");
    }
    XlsxApi api;
    const auto bind = [&](const char* name, auto& function) {
        if (!library.find(name, function)) {
            throw Error("this libxlsxwriter does not have {}", name);
        }
    };
#define X(name) bind(#name, api.name);
    CROCUM_XLSX_FUNCTIONS(X)
#undef X
    return api;
}

const XlsxApi& xlsx_api() {
    static const XlsxApi api = load_xlsx();
    return api;
}

void require_written(lxw_error error) {
    if (error != LXW_NO_ERROR) {
        throw Error("cannot write an Excel file: {}", xlsx_api().lxw_strerror(error));
    }
}

} // namespace

struct XlsxFile::Book {
    TemporaryFolder folder; ///< the library writes only to files
    std::string file = (folder.path() / "report.xlsx").string();
    std::string scratch = folder.path().string();
    lxw_workbook* workbook = nullptr; ///< null once it is closed
    lxw_worksheet* sheet = nullptr;
    std::map<Look, lxw_format*> formats; ///< null: the default

    ~Book() {
        if (workbook != nullptr) {
            xlsx_api().lxw_workbook_free(workbook);
        }
    }
};

XlsxFile::XlsxFile(const std::string& sheet) : book_(std::make_unique<Book>()) {
    const auto& api = xlsx_api();
    lxw_workbook_options options{};
    options.tmpdir = book_->scratch.data();
    book_->workbook = api.workbook_new_opt(book_->file.c_str(), &options);
    book_->sheet = book_->workbook == nullptr ? nullptr : api.workbook_add_worksheet(book_->workbook, sheet.c_str());
    if (book_->sheet == nullptr) {
        throw Error("cannot begin an Excel file with the sheet {}", sheet);
    }
    const auto format = [&](Look look) { return book_->formats[look] = api.workbook_add_format(book_->workbook); };
    book_->formats[Look::plain] = nullptr;
    api.format_set_bold(format(Look::heading));
    constexpr lxw_color_t grey = 0x666666;
    api.format_set_font_color(format(Look::dim), grey);
    api.format_set_num_format(format(Look::percent), "0.0%");
    constexpr lxw_color_t yellow = 0xFDEEBD;
    api.format_set_bg_color(format(Look::open), yellow);
}

XlsxFile::~XlsxFile() = default;

void XlsxFile::text(unsigned row, unsigned column, const std::string& value, Look look) {
    require_written(xlsx_api().worksheet_write_string(
        book_->sheet, row, static_cast<lxw_col_t>(column), value.c_str(), book_->formats.at(look)));
}

void XlsxFile::number(unsigned row, unsigned column, double value, Look look) {
    require_written(xlsx_api().worksheet_write_number(
        book_->sheet, row, static_cast<lxw_col_t>(column), value, book_->formats.at(look)));
}

void XlsxFile::blank(unsigned row, unsigned column, Look look) {
    require_written(
        xlsx_api().worksheet_write_blank(book_->sheet, row, static_cast<lxw_col_t>(column), book_->formats.at(look)));
}

void XlsxFile::width(unsigned first_column, unsigned last_column, double characters) {
    require_written(xlsx_api().worksheet_set_column(
        book_->sheet, static_cast<lxw_col_t>(first_column), static_cast<lxw_col_t>(last_column), characters, nullptr));
}

void XlsxFile::freeze(unsigned row, unsigned column) {
    xlsx_api().worksheet_freeze_panes(book_->sheet, row, static_cast<lxw_col_t>(column));
}

std::string XlsxFile::bytes() {
    require_written(xlsx_api().workbook_close(std::exchange(book_->workbook, nullptr)));
    constexpr std::size_t largest = std::size_t{256} << 20U;
    return read_file(book_->file, largest);
}

} // namespace crocum
