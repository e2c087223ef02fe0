#include "lib/libvirt/qcow2.hpp"

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/process.hpp"

#include <filesystem>
#include <string_view>

namespace crocum {

namespace {

constexpr Seconds patience{10};

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

/// Of QEMU's "json:{…}": the file below its format, in either of the two forms that QEMU takes.
std::string file_in(const Json& node) {
    const auto driver = text_at(node, "file.driver");
    if (const auto name = text_at(node, "file.filename"); !name.empty()) {
        return driver.empty() || driver == "file" ? name : "";
    }
    if (const auto below = object_at(node, "file"); !below.empty()) {
        return file_in(below);
    }
    return text_at(node, "driver") == "file" ? text_at(node, "filename") : "";
}

/// A name as QEMU writes it, as a path. Empty where it is no file's.
std::string path_in(const std::string& name) {
    if (begins(name, "json:")) {
        return file_in(parse_json(name.substr(std::string_view("json:").size()), "a backing file"));
    }
    if (begins(name, "file:")) {
        const auto path = name.substr(std::string_view("file:").size());
        return begins(path, "//") ? path.substr(2) : path;
    }
    // "nbd://…": a colon before any slash.
    return name.find_first_of(":/") != std::string::npos && name[name.find_first_of(":/")] == ':' ? "" : name;
}

ProcessResult ask(const ProcessSpec& spec) {
    try {
        return run(spec);
    } catch (const Error& error) {
        throw with_hint(
            Error("cannot ask qemu-img what a disk stands on: {}", error.what()), "apt-get install qemu-utils");
    }
}

} // namespace

std::string backing_file(const std::string& path) {
    std::error_code unseen;
    const auto absolute = std::filesystem::absolute(path, unseen);
    // Not a device or a pipe: opening it could block.
    if (!std::filesystem::is_regular_file(absolute, unseen)) {
        return "";
    }
    ProcessSpec spec;
    // -U: a running machine has it locked.
    spec.argv = {"qemu-img", "info", "-U", "--output=json", absolute.string()};
    spec.deadline = Deadline(patience);
    const auto result = ask(spec);
    if (result.timed_out) {
        throw Error("qemu-img did not say within {} s what {} stands on", patience.count(), path);
    }
    try {
        // Where it fails, the file is no image, or is not for this user to read.
        const auto told = result.ok() ? parse_json(result.out, "what qemu-img prints") : Json::object();
        const auto name = path_in(text_at(told, "full-backing-filename"));
        return name.empty() ? "" : (absolute.parent_path() / name).lexically_normal().string();
    } catch (const Error&) {
        return ""; // The name is none.
    }
}

} // namespace crocum
