#include "lib/check/command_bridge.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/guest/shell.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <set>
#include <thread>

namespace crocum {

namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20U;
/// The time limit of a command without its own.
constexpr Seconds patience{3600};

void write_whole(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            return; // The other end has closed the stream, which the reader notices as well.
        }
        text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
}

} // namespace

/// One machine: its guest, opened at the first command, and the requests that wait for it.
class Bridge::Worker {
public:
    struct Command {
        std::int64_t id;
        std::string text;
        Seconds timeout;
        bool reboot = false; ///< instead of a command
    };

    Worker(Bridge& bridge, Machine machine, Opening opening)
        : bridge_(bridge), machine_(std::move(machine)), opening_(opening), thread_([this] { work(); }) {}

    ~Worker() { stop(); }

    void add(Command command) {
        const std::lock_guard guard(mutex_);
        waiting_.push_back(std::move(command));
        changed_.notify_one();
    }

    void cancel(std::int64_t id) {
        const std::lock_guard guard(mutex_);
        cancelled_.insert(id);
    }

    void stop() {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }

private:
    bool is_cancelled(std::int64_t id) {
        const std::lock_guard guard(mutex_);
        return stopping_ || cancelled_.count(id) != 0;
    }

    void open() {
        if (!guest_) {
            guest_ = machine_.open();
            shell_ = std::make_unique<GuestShell>(*guest_, bridge_.longest_life_);
        }
    }

    void open_early() {
        try {
            open();
            shell_->prepare();
        } catch (const std::exception&) {
            // The first command meets the same error, and can report it.
        }
    }

    void work() {
        if (opening_ == Opening::eager) {
            open_early();
        }
        while (true) {
            Command command;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
                if (stopping_) {
                    break;
                }
                command = std::move(waiting_.front());
                waiting_.pop_front();
            }
            if (!is_cancelled(command.id)) {
                bridge_.answer(carry_out(command));
            }
        }
        close();
    }

    /// Removes what this process has in the machine.
    void close() {
        shell_.reset();
        if (guest_) {
            bridge_.calls_ += guest_->agent().calls();
            guest_.reset();
        }
    }

    void reboot(const Command& command) {
        close();
        machine_.reboot(command.timeout, [&] {
            check_interrupt();
            if (is_cancelled(command.id)) {
                throw Error("the reboot is not awaited any more");
            }
        });
    }

    Json carry_out(const Command& command) {
        const auto failure = [&](const std::string& reason, const std::string& message) {
            return Json{{"id", command.id}, {"error", reason}, {"message", sanitize_line(message)}};
        };
        Json answer;
        try {
            if (command.reboot) {
                reboot(command);
                return {{"id", command.id}};
            }
            open();
            const auto result =
                shell_->run(command.text, Deadline(command.timeout), [&] { return is_cancelled(command.id); });
            answer = {
                {"id", command.id},
                {"status", result.status},
                {"stdout", base64(result.out)},
                {"stderr", base64(result.err)}};
            if (result.timed_out) {
                answer = failure(
                    reason::timeout, fmt::format("the command did not end within {} s", command.timeout.count()));
            }
        } catch (const Interrupted&) {
            answer = failure(reason::internal, "interrupted");
        } catch (const NotRebooted& error) {
            answer = {{"id", command.id}, {"failed", sanitize_line(error.what())}};
        } catch (const AgentError& error) {
            answer = failure(to_reason(error.fault), error.what());
        } catch (const std::exception& error) {
            answer = failure(reason::internal, error.what());
        }
        return answer;
    }

    Bridge& bridge_;
    Machine machine_;
    Opening opening_;
    std::unique_ptr<Guest> guest_;
    std::unique_ptr<GuestShell> shell_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Command> waiting_;
    std::set<std::int64_t> cancelled_;
    bool stopping_ = false;
    std::jthread thread_; ///< declared last, because it uses all members above
};

Bridge::Bridge(Machines machines, Opening opening, std::function<void(const std::string&)> record, Seconds longest_life)
    : record_(std::move(record)), longest_life_(longest_life) {
    for (auto& [name, machine] : machines) {
        workers_[name] = std::make_unique<Worker>(*this, std::move(machine), opening);
    }
}

Bridge::~Bridge() {
    close();
}

std::uint64_t Bridge::close() {
    // Stops all of them before the first join.
    for (const auto& [name, worker] : workers_) {
        worker->stop();
    }
    workers_.clear();
    return calls_;
}

void Bridge::serve(int from, int to, const Json& greeting) {
    to_ = to;
    if (!greeting.is_null()) {
        answer(greeting);
    }
    std::string pending;
    std::array<char, 65536> chunk{};
    while (true) {
        const auto count = ::read(from, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR && interrupt_signal() == 0) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        pending.append(chunk.data(), static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
            take(parse_json(std::string_view(pending).substr(begin, end - begin), "a request", 4));
            begin = end + 1;
        }
        pending.erase(0, begin);
        if (pending.size() > longest_line) {
            throw Error("a request of more than 1 MiB");
        }
    }
    for (const auto& [name, worker] : workers_) {
        worker->stop();
    }
}

void Bridge::take(const Json& request) {
    if (request.contains("record")) {
        record_(request.at("record"));
        return;
    }
    if (request.contains("cancel")) {
        for (const auto& [name, worker] : workers_) {
            worker->cancel(request.at("cancel"));
        }
        return;
    }
    const std::int64_t id = request.at("id");
    const auto name = request.at("machine").get<std::string>();
    const auto worker = workers_.find(name);
    if (worker != workers_.end() && request.contains("reboot")) {
        worker->second->add({id, "", Seconds(request.at("reboot").get<int>()), true});
        return;
    }
    const auto text = unbase64(request.value("command", ""));
    if (worker == workers_.end() || !text) {
        answer({{"id", id}, {"error", reason::internal}, {"message", "unknown machine " + sanitize_line(name, 60)}});
        return;
    }
    worker->second->add(
        {id, *text, request.contains("timeout") ? Seconds(request.at("timeout").get<int>()) : patience});
}

void Bridge::answer(const Json& answer) {
    const auto line = to_line(answer) + "\n";
    const std::lock_guard guard(writing_);
    write_whole(to_, line);
}

} // namespace crocum
