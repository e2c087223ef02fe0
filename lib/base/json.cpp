#include "lib/base/json.hpp"

#include "lib/base/error.hpp"

#include <fmt/format.h>

template class nlohmann::basic_json<>;

namespace crocum {

namespace {

/// JSON leaves DEL, the C1 controls and marks that reorder text as they are; a document is shown on terminals too. They
/// stand only within strings, where \u says the same.
std::string with_escapes(const std::string& document) {
    std::string safe;
    safe.reserve(document.size());
    for (std::size_t i = 0; i < document.size(); ++i) {
        const auto byte = [&](std::size_t at) {
            return i + at < document.size() ? static_cast<unsigned char>(document[i + at]) : 0U;
        };
        unsigned point = 0;
        std::size_t length = 0;
        if (byte(0) == 0x7FU) {
            point = byte(0);
            length = 1;
        } else if ((byte(0) & 0xE0U) == 0xC0U) {
            point = (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
            length = 2;
        } else if ((byte(0) & 0xF0U) == 0xE0U) {
            point = (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
            length = 3;
        }
        const bool hostile = (point >= 0x7F && point <= 0x9F) || point == 0x061C || point == 0x200E ||
                             point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
                             (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF;
        if (hostile) {
            safe += fmt::format("\\u{:04x}", point);
            i += length - 1;
        } else {
            safe += document[i];
        }
    }
    return safe;
}

/// Before it is read: the library would spend time and memory on it first, and its own callbacks take a time that grows
/// with the square of the values.
void require_bounds(std::string_view text, std::size_t depth, std::size_t values) {
    std::size_t open = 0;
    std::size_t count = 1;
    bool within_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (within_text) {
            i += c == '\\' ? 1 : 0;
            within_text = c != '"';
        } else if (c == '"') {
            within_text = true;
        } else if (c == '[' || c == '{') {
            ++count;
            if (++open > depth) {
                throw Error("more than {} levels of nesting", depth);
            }
        } else if (c == ']' || c == '}') {
            open -= open > 0 ? 1 : 0;
        } else if (c == ',') {
            ++count;
        }
        if (count > values) {
            throw Error("more than {} values", values);
        }
    }
}

} // namespace

Json parse_json(std::string_view text, std::string_view what, std::size_t depth, std::size_t values) {
    try {
        require_bounds(text, depth, values);
        return Json::parse(text.begin(), text.end());
    } catch (const std::exception& error) {
        // The library begins its texts with a code in brackets.
        const std::string_view text_of_error(error.what());
        const auto code = text_of_error.rfind("[json.", 0) == 0 ? text_of_error.find("] ") : std::string_view::npos;
        throw Error(
            "{} is not valid JSON: {}",
            what,
            code == std::string_view::npos ? text_of_error : text_of_error.substr(code + 2));
    }
}

std::string text_at(const Json& object, const std::string& key) {
    const auto value = object.find(key);
    return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

Json object_at(const Json& object, const std::string& key) {
    const auto value = object.find(key);
    return value != object.end() && value->is_object() ? *value : Json::object();
}

std::string to_line(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_text(const Json& value) {
    return with_escapes(value.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

} // namespace crocum
