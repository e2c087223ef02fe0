// What Guest costs beside the bare calls of the agent that it is made of, in pairs, in one process.
//
//   guest_bench exec|transfer ROUNDS unix:PATH
//   guest_bench exec|transfer ROUNDS URI DOMAIN
//
// Prints one line a measurement: name, median of Guest, median of the bare calls, their ratio.

#include "lib/base/digest.hpp"
#include "lib/guest/guest.hpp"
#include "lib/libvirt/hypervisor.hpp"
#include "lib/libvirt/libvirt_provider.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <thread>

using namespace crocum;

namespace {

using Channel = std::function<std::unique_ptr<AgentChannel>()>;

Deadline soon() {
    return Deadline(Seconds(300));
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double seconds_of(const std::function<void()>& work) {
    const Stopwatch watch;
    work();
    return watch.seconds();
}

/// Both, one after the other in changing order, so that what else the host does hits both alike; the ratio is the
/// median of the pairs' ratios. With a size also as rates.
void compare(
    const std::string& name,
    int rounds,
    const std::function<void()>& ours,
    const std::function<void()>& bare,
    double mib = 0) {
    std::vector<double> with;
    std::vector<double> without;
    for (int round = 0; round < rounds; ++round) {
        if (round % 2 == 0) {
            with.push_back(seconds_of(ours));
        }
        without.push_back(seconds_of(bare));
        if (round % 2 != 0) {
            with.push_back(seconds_of(ours));
        }
    }
    std::vector<double> ratios;
    for (std::size_t i = 0; i < with.size(); ++i) {
        ratios.push_back(with[i] / without[i]);
    }
    const double ours_s = median(with);
    const double bare_s = median(without);
    fmt::print("{:36} Guest {:8.4f} s  bare {:8.4f} s  ratio {:.2f}", name, ours_s, bare_s, median(ratios));
    fmt::print("{}\n", mib > 0 ? fmt::format("  ({:.1f} and {:.1f} MiB/s)", mib / ours_s, mib / bare_s) : "");
    std::fflush(stdout);
}

const std::vector<std::string>& environment() {
    static const auto plain = GuestCommand::plain_environment();
    return plain;
}

void run_bare(Agent& agent, const Agent::Exec& what) {
    const auto pid = agent.exec(what, soon());
    while (!agent.exec_status(pid, soon()).exited) {
        std::this_thread::sleep_for(Milliseconds(20));
    }
}

void write_bare(Agent& agent, const std::string& path, const std::string& content) {
    const auto handle = agent.open(path, "w", soon());
    agent.write(handle, content, soon());
    agent.close(handle, soon());
}

void read_bare(Agent& agent, const std::string& path) {
    const auto handle = agent.open(path, "r", soon());
    while (!agent.read(handle, soon()).empty()) {
    }
    agent.close(handle, soon());
}

/// One `true`: a bare guest-exec and one status call, against the whole of Guest::exec (output, session, group).
void bench_exec(const Channel& channel, int rounds) {
    Guest guest("bench", channel());
    static_cast<void>(guest.scratch(soon()));
    GuestCommand command;
    command.argv = {"true"};
    const auto ours = [&] { static_cast<void>(guest.exec(command)); };
    compare("true, one guest-exec and one status", rounds, ours, [&] {
        const auto pid = guest.agent().exec({"/bin/true", {}, environment(), ""}, soon());
        static_cast<void>(guest.agent().exec_status(pid, soon()));
    });
    compare("true, by a shell, waited for", rounds, ours, [&] {
        run_bare(guest.agent(), {"/bin/sh", {"-c", "exec setsid true"}, environment(), ""});
    });
}

void bench_transfer(const Channel& channel, int rounds) {
    Guest guest("bench", channel());
    const auto path = guest.scratch(soon()) + "/file";
    for (const std::size_t mib : {1, 8}) {
        const auto content = random_hex(mib << 19U);
        compare(
            fmt::format("push {} MiB, digest compared", mib),
            rounds,
            [&] {
                guest.put({{path, content}}, soon());
            },
            [&] {
                write_bare(guest.agent(), path, content);
                run_bare(guest.agent(), {"/bin/sh", {"-c", "sha256sum " + path}, environment(), ""});
            },
            static_cast<double>(mib));
        compare(
            fmt::format("pull {} MiB", mib),
            rounds,
            [&] { static_cast<void>(guest.get(path, content.size(), soon())); },
            [&] { read_bare(guest.agent(), path); },
            static_cast<double>(mib));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        fmt::print(stderr, "usage: guest_bench exec|transfer ROUNDS unix:PATH | URI DOMAIN\n");
        return 2;
    }
    const std::string what = argv[1];
    const int rounds = std::stoi(argv[2]);
    const std::string where = argv[3];
    Channel channel;
    if (argc == 4) {
        channel = [&] { return socket_channel(where.substr(5)); };
    } else {
        const auto provider = std::make_shared<const LibvirtProvider>(where);
        channel = [provider, domain = std::string(argv[4])] { return provider_channel(provider, domain); };
    }
    what == "exec" ? bench_exec(channel, rounds) : bench_transfer(channel, rounds);
    return 0;
}
