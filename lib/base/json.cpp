#include "lib/base/json.hpp"

#include "lib/base/error.hpp"

namespace crocum {

Json parse_json(std::string_view text, std::string_view what, std::size_t depth) {
    const auto shallow = [depth](int level, Json::parse_event_t event, Json&) {
        const bool opens = event == Json::parse_event_t::array_start || event == Json::parse_event_t::object_start;
        if (opens && static_cast<std::size_t>(level) >= depth) {
            throw Error("more than {} levels of nesting", depth);
        }
        return true;
    };
    try {
        return Json::parse(text.begin(), text.end(), shallow);
    } catch (const std::exception& error) {
        throw Error("{} is not valid JSON: {}", what, error.what());
    }
}

std::string to_line(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_text(const Json& value) {
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace crocum
