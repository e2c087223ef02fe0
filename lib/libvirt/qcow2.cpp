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

/// The file name in QEMU's "json:{…}", in either of its two forms.
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

/// Converts a backing name of QEMU to a path. Empty when it is not a file.
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
            Error("cannot run qemu-img to find a disk's backing file: {}", error.what()),
            "Install it: apt-get install qemu-utils");
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
    // -U: a running machine has locked the file.
    spec.argv = {"qemu-img", "info", "-U", "--output=json", absolute.string()};
    spec.deadline = Deadline(patience);
    const auto result = ask(spec);
    if (result.timed_out) {
        throw Error("qemu-img did not report the backing file of {} within {} s", path, patience.count());
    }
    try {
        // It fails when the file is not an image, or this user may not read it.
        const auto told = result.ok() ? parse_json(result.out, "what qemu-img prints") : Json::object();
        const auto name = path_in(text_at(told, "full-backing-filename"));
        return name.empty() ? "" : (absolute.parent_path() / name).lexically_normal().string();
    } catch (const Error&) {
        return ""; // Not a valid name.
    }
}

} // namespace crocum
