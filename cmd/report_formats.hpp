#pragma once

#include "lib/report/formats.hpp"
#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

/// One format of `crocum report --format`.
struct ReportFormat {
    std::string name;
    std::string about;
    std::string ending; ///< of a file name that selects the format without --format; empty if there is none
    /// Writes the gradebook as one text. The format of Gradescope contains only the first row.
    std::string (*write)(const Gradebook& book, const FormatOptions& options);
    bool csv = false;    ///< it is CSV: --excel applies
    bool binary = false; ///< not for a terminal
};

[[nodiscard]] const std::vector<ReportFormat>& report_formats();

/// The format with this name, which has to exist.
[[nodiscard]] const ReportFormat& report_format(const std::string& name);

} // namespace crocum
