#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// The address that shows a picture on a page without other files: a data: URI with the content of the file, which
/// `address` names relative to `folder` (absolute, without links). An address on a server is returned unchanged. Throws
/// UsageError when there is no such file in the folder, or when it is no png, jpg, gif, svg or webp; Error when it is
/// larger than 8 MiB.
[[nodiscard]] std::string embedded_picture(const std::filesystem::path& folder, const std::string& address);

} // namespace crocum
