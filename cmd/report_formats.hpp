#pragma once

#include "lib/report/gradebook.hpp"
#include "lib/report/style.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What `crocum report --format` can be.
struct ReportFormat {
    std::string name;
    std::string about;
    /// As one text. Gradescope's is of the first row alone.
    std::string (*write)(const Gradebook& book, const Style& style);
};

[[nodiscard]] const std::vector<ReportFormat>& report_formats();

/// One of them by its name, which has to be one.
[[nodiscard]] const ReportFormat& report_format(const std::string& name);

} // namespace crocum
