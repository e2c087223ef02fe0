#include "cmd/excel_dialect.hpp"

#include "lib/base/text.hpp"
#include "lib/config/host.hpp"

#include <fmt/format.h>
#include <langinfo.h>

#include <clocale>

namespace crocum {

namespace {

/// The name of the locale for numbers, in the order of setlocale(3).
std::string number_locale() {
    for (const auto* name : {"LC_ALL", "LC_NUMERIC", "LANG"}) {
        if (auto value = environment(name); value && !value->empty()) {
            return *value;
        }
    }
    return "C";
}

} // namespace

CsvDialect excel_dialect(const std::string& separator, std::vector<std::string>& notes) {
    CsvDialect dialect;
    dialect.excel = true;
    std::string source = "--separator";
    bool comma = separator == "semicolon";
    if (separator.empty()) {
        source = "the locale " + sanitize_line(number_locale(), 40);
        if (auto* const locale = ::newlocale(LC_NUMERIC_MASK, "", nullptr); locale != nullptr) {
            comma = std::string(::nl_langinfo_l(RADIXCHAR, locale)) == ",";
            ::freelocale(locale);
        } else {
            source += ", which is not installed on this host";
        }
    }
    dialect.separator = comma ? ';' : ',';
    notes.push_back(fmt::format(
        "for an Excel with decimal {}: columns are separated by {} ({}); --separator {} is for the other kind",
        comma ? "commas" : "points",
        comma ? "semicolons" : "commas",
        source,
        comma ? "comma" : "semicolon"));
    return dialect;
}

} // namespace crocum
