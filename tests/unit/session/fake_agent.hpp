#pragma once

#include "lib/base/digest.hpp"
#include "lib/base/json.hpp"

#include <atomic>
#include <string>

namespace crocum {

/// A guest agent that carries out nothing: every file can be written and is empty, every command ends at once. It
/// counts the scripts that it was asked to run. Thread-safe.
struct FakeAgent {
    std::atomic<int> scripts{0};
    std::atomic<int> exit_code{0}; ///< of each script

    std::string reply(const std::string& request) {
        const auto command = parse_json(request, "the request");
        const auto name = command.at("execute").get<std::string>();
        const auto arguments = command.value("arguments", Json::object());
        return Json{{"return", answer(name, arguments)}}.dump();
    }

private:
    Json answer(const std::string& name, const Json& arguments) {
        if (name == "guest-info") {
            Json commands = Json::array();
            for (const auto* one :
                 {"guest-exec",
                  "guest-exec-status",
                  "guest-file-open",
                  "guest-file-read",
                  "guest-file-write",
                  "guest-file-close"}) {
                commands.push_back({{"name", one}, {"enabled", true}});
            }
            return {{"supported_commands", commands}};
        }
        if (name == "guest-exec") {
            for (const auto& argument : arguments.at("arg")) {
                if (const auto text = argument.get<std::string>(); text.ends_with("/script")) {
                    ++scripts;
                    return {{"pid", script_pid}};
                }
            }
            return {{"pid", 1}};
        }
        if (name == "guest-exec-status") {
            const bool script = arguments.at("pid") == script_pid;
            return {{"exited", true}, {"exitcode", script ? exit_code.load() : 0}};
        }
        if (name == "guest-file-open") {
            return 1;
        }
        if (name == "guest-file-write") {
            return {{"count", unbase64(arguments.at("buf-b64").get<std::string>()).value().size()}, {"eof", false}};
        }
        if (name == "guest-file-read") {
            return {{"count", 0}, {"buf-b64", ""}, {"eof", true}};
        }
        if (name == "guest-file-seek") {
            return {{"position", arguments.at("offset")}, {"eof", false}};
        }
        return Json::object();
    }

    static constexpr int script_pid = 77;
};

} // namespace crocum
