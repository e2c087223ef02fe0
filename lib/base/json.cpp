#include "lib/base/json.hpp"

#include "lib/base/error.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

template class nlohmann::basic_json<>;

namespace crocum {

namespace {

/// JSON does not escape DEL, the C1 controls and marks that reorder text, but a document is shown on terminals too.
/// These characters occur only within strings, where \u means the same.
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

/// Builds a document from the parser's events and counts values and levels: the library's own reader has no limits.
class BoundedReader : public Json::json_sax_t {
public:
    BoundedReader(std::size_t depth, std::size_t values) : depth_(depth), values_(values) {}

    [[nodiscard]] Json take() { return std::move(root_); }

    bool null() override { return leaf(nullptr); }

    bool boolean(bool value) override { return leaf(value); }

    bool number_integer(number_integer_t value) override { return leaf(value); }

    bool number_unsigned(number_unsigned_t value) override { return leaf(value); }

    bool number_float(number_float_t value, const string_t& /*as_written*/) override { return leaf(value); }

    bool string(string_t& value) override { return leaf(std::move(value)); }

    bool binary(binary_t& value) override { return leaf(std::move(value)); }

    bool start_object(std::size_t /*unknown*/) override { return open(Json::object()); }

    bool key(string_t& name) override {
        key_ = std::move(name);
        return true;
    }

    bool end_object() override { return close(); }

    bool start_array(std::size_t /*unknown*/) override { return open(Json::array()); }

    bool end_array() override { return close(); }

    bool parse_error(
        std::size_t /*position*/, const std::string& /*token*/, const nlohmann::detail::exception& error) override {
        // The library's messages begin with a code in brackets.
        const std::string_view text(error.what());
        const auto code = text.rfind("[json.", 0) == 0 ? text.find("] ") : std::string_view::npos;
        throw Error("{}", code == std::string_view::npos ? text : text.substr(code + 2));
    }

private:
    Json& add(Json value) {
        if (++count_ > values_) {
            throw Error("more than {} values", values_);
        }
        if (open_.empty()) {
            return root_ = std::move(value);
        }
        auto& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return parent.back();
        }
        return parent[key_] = std::move(value);
    }

    bool leaf(Json value) {
        add(std::move(value));
        return true;
    }

    bool open(Json empty) {
        if (open_.size() == depth_) {
            throw Error("more than {} levels of nesting", depth_);
        }
        open_.push_back(&add(std::move(empty)));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    std::size_t depth_;
    std::size_t values_;
    std::size_t count_ = 0;
    Json root_;
    std::vector<Json*> open_; ///< values are added only to the last one, so the addresses stay valid
    std::string key_;         ///< of the value that comes next in an object
};

} // namespace

Json parse_json(std::string_view text, std::string_view what, std::size_t depth, std::size_t values) {
    BoundedReader reader(depth, values);
    try {
        Json::sax_parse(text.begin(), text.end(), &reader);
    } catch (const std::exception& error) {
        throw Error("{} is not valid JSON: {}", what, error.what());
    }
    return reader.take();
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
