#include "lib/roster/csv.hpp"

#include "lib/base/error.hpp"

#include <csv.h>

#include <algorithm>

namespace crocum {

namespace {

/// libcsv's parser and its result.
class Parser {
public:
    explicit Parser(char separator) {
        if (::csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) {
            throw Error("cannot begin to read CSV");
        }
        ::csv_set_delim(&parser_, static_cast<unsigned char>(separator));
    }

    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    ~Parser() { ::csv_free(&parser_); }

    std::vector<CsvRow> parse(std::string_view text) {
        // Byte by byte, because libcsv does not report line numbers.
        for (const char c : text) {
            if (::csv_parse(&parser_, &c, 1, &take_field, &end_row, this) != 1) {
                fail();
            }
            line_ += c == '\n' ? 1 : 0;
        }
        if (::csv_fini(&parser_, &take_field, &end_row, this) != 0) {
            fail();
        }
        return std::move(rows_);
    }

private:
    [[noreturn]] void fail() const {
        throw Error("{}: a quote that does not end, or a quote within a field (write two quotes there)", line_);
    }

    static void take_field(void* bytes, std::size_t size, void* self) {
        auto& parser = *static_cast<Parser*>(self);
        if (parser.row_.fields.empty()) {
            parser.row_.line = parser.line_;
        }
        parser.row_.fields.emplace_back(static_cast<const char*>(bytes), size);
    }

    static void end_row(int, void* self) {
        auto& parser = *static_cast<Parser*>(self);
        auto& fields = parser.row_.fields;
        if (std::any_of(fields.begin(), fields.end(), [](const std::string& field) { return !field.empty(); })) {
            parser.rows_.push_back(std::move(parser.row_));
        }
        parser.row_ = {};
    }

    ::csv_parser parser_{};
    int line_ = 1;
    CsvRow row_;
    std::vector<CsvRow> rows_;
};

} // namespace

std::vector<CsvRow> parse_csv(std::string_view text, char separator) {
    return Parser(separator).parse(text);
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted(2 * text.size() + 3, '\0');
    quoted.resize(::csv_write(quoted.data(), quoted.size(), text.data(), text.size()));
    return quoted;
}

} // namespace crocum
