#include "lib/guest/agent.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/provider/machine_trouble.hpp"

#include <limits>

namespace crocum {

namespace {

AgentError protocol_violation(const char* command) {
    return AgentError(AgentFault::tampered, "the agent answers {} with an invalid reply", command);
}

std::int64_t integer(const Json& object, const char* key, std::int64_t low, std::int64_t high, const char* command) {
    const auto value = object.find(key);
    if (value == object.end() || !value->is_number_integer()) {
        throw protocol_violation(command);
    }
    // An unsigned number beyond int64 would wrap around.
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(high)) {
        throw protocol_violation(command);
    }
    const auto number = value->get<std::int64_t>();
    if (number < low || number > high) {
        throw protocol_violation(command);
    }
    return number;
}

bool boolean(const Json& object, const char* key, const char* command) {
    const auto value = object.find(key);
    if (value == object.end() || !value->is_boolean()) {
        throw protocol_violation(command);
    }
    return value->get<bool>();
}

/// guest-info has some hundred values; all other replies have less than ten.
constexpr std::size_t most_values = 20'000;
constexpr std::int64_t highest_pid = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t highest_handle = std::numeric_limits<std::int64_t>::max();

} // namespace

Json Agent::call(const char* command, Json arguments, Deadline deadline) {
    if (deadline.passed()) {
        // Also where the transport knows whole seconds only: many slow answers must not add up beyond the deadline.
        throw AgentError(AgentFault::silent, "no time is left for {}", command);
    }
    Json request{{"execute", command}};
    if (!arguments.is_null()) {
        request["arguments"] = std::move(arguments);
    }
    const auto text = send(to_line(request), deadline.within(patience));
    if (text.size() > longest_reply) {
        throw AgentError(AgentFault::tampered, "the agent answers {} with {} bytes", command, text.size());
    }
    Json reply;
    try {
        reply = parse_json(text, "the agent's reply", 8, most_values);
    } catch (const Error& error) {
        throw AgentError(AgentFault::tampered, "{}", sanitize_line(error.what()));
    }
    if (!reply.is_object()) {
        throw protocol_violation(command);
    }
    if (const auto error = reply.find("error"); error != reply.end()) {
        const auto description =
            sanitize_line(error->is_object() && error->contains("desc") ? to_line((*error)["desc"]) : to_line(*error));
        if (description.find("has been disabled") != std::string::npos) {
            throw AgentError(AgentFault::disabled, "{}: {}", command, description);
        }
        throw AgentError(AgentFault::refused, "{}", explain_trouble(fmt::format("{}: {}", command, description)));
    }
    const auto result = reply.find("return");
    if (result == reply.end()) {
        throw protocol_violation(command);
    }
    return std::move(*result);
}

std::string Agent::send(const std::string& request, Deadline deadline) {
    constexpr Milliseconds pause{200};
    while (true) {
        try {
            ++calls_;
            return channel_->call(request, deadline);
        } catch (const AgentError& error) {
            if (error.fault != AgentFault::busy || deadline.left() < pause) {
                throw;
            }
        }
        static_cast<void>(await(-1, 0, Deadline(pause)));
    }
}

void Agent::ping(Deadline deadline) {
    call("guest-ping", nullptr, deadline);
}

std::set<std::string> Agent::enabled_commands(Deadline deadline) {
    const auto info = call("guest-info", nullptr, deadline);
    const auto list = info.is_object() ? info.value("supported_commands", Json()) : Json();
    if (!list.is_array()) {
        throw protocol_violation("guest-info");
    }
    std::set<std::string> enabled;
    for (const auto& command : list) {
        if (!command.is_object() || !command.value("name", Json()).is_string()) {
            throw protocol_violation("guest-info");
        }
        if (boolean(command, "enabled", "guest-info")) {
            enabled.insert(command["name"].get<std::string>());
        }
    }
    return enabled;
}

void Agent::set_time(Time time, Deadline deadline) {
    // In nanoseconds since 1970.
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
    static_cast<void>(call("guest-set-time", {{"time", since.count()}}, deadline));
}

void Agent::ask_for_reboot(Deadline deadline) {
    try {
        call("guest-shutdown", {{"mode", "reboot"}}, deadline);
    } catch (const AgentError& error) {
        if (error.fault != AgentFault::silent && error.fault != AgentFault::transport) {
            throw;
        }
    }
}

std::int64_t Agent::exec(const Exec& what, Deadline deadline) {
    Json arguments{{"path", what.path}, {"arg", what.arguments}, {"env", what.environment}, {"capture-output", false}};
    if (!what.input.empty()) {
        arguments["input-data"] = base64(what.input);
    }
    const auto reply = call("guest-exec", std::move(arguments), deadline);
    return integer(reply, "pid", 1, highest_pid, "guest-exec");
}

Agent::Status Agent::exec_status(std::int64_t pid, Deadline deadline) {
    constexpr const char* command = "guest-exec-status";
    const auto reply = call(command, {{"pid", pid}}, deadline);
    Status status;
    status.exited = boolean(reply, "exited", command);
    if (status.exited && reply.contains("signal")) {
        status.signal = static_cast<int>(integer(reply, "signal", 1, 127, command));
    } else if (status.exited) {
        status.status = static_cast<int>(integer(reply, "exitcode", 0, 255, command));
    }
    return status;
}

std::int64_t Agent::open(const std::string& path, const char* mode, Deadline deadline) {
    const auto reply = call("guest-file-open", {{"path", path}, {"mode", mode}}, deadline);
    return integer(Json{{"handle", reply}}, "handle", 0, highest_handle, "guest-file-open");
}

void Agent::flush(std::int64_t handle, Deadline deadline) {
    call("guest-file-flush", {{"handle", handle}}, deadline);
}

void Agent::close(std::int64_t handle, Deadline deadline) {
    call("guest-file-close", {{"handle", handle}}, deadline);
}

void Agent::seek(std::int64_t handle, std::int64_t offset, Deadline deadline) {
    constexpr const char* command = "guest-file-seek";
    const auto reply = call(command, {{"handle", handle}, {"offset", offset}, {"whence", "set"}}, deadline);
    static_cast<void>(integer(reply, "position", offset, offset, command));
}

void Agent::write(std::int64_t handle, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto chunk = bytes.substr(0, write_chunk);
        const auto reply = call("guest-file-write", {{"handle", handle}, {"buf-b64", base64(chunk)}}, deadline);
        const auto taken = integer(reply, "count", 1, static_cast<std::int64_t>(chunk.size()), "guest-file-write");
        bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
}

std::string Agent::read(std::int64_t handle, Deadline deadline) {
    constexpr const char* command = "guest-file-read";
    const auto reply = call(command, {{"handle", handle}, {"count", read_chunk}}, deadline);
    const auto count = integer(reply, "count", 0, static_cast<std::int64_t>(read_chunk), command);
    const auto content = reply.find("buf-b64");
    if (content == reply.end() || !content->is_string()) {
        throw protocol_violation(command);
    }
    auto bytes = unbase64(content->get_ref<const std::string&>());
    if (!bytes || bytes->size() != static_cast<std::size_t>(count)) {
        throw protocol_violation(command);
    }
    return std::move(*bytes);
}

} // namespace crocum
