#pragma once

#include "lib/base/error.hpp"
#include "lib/base/lock.hpp"
#include "lib/config/config.hpp"
#include "lib/guest/guest.hpp"
#include "lib/lab/lab.hpp"
#include "lib/provision/leftovers.hpp"
#include "lib/session/observer.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/score_card.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What every use case needs: the host's settings, whom to tell, how to sign the lock.
struct Session {
    Config config;
    Observer& observer;
    std::string command;      ///< "crocum lab up hello -s demo": shown to whoever meets the lock
    Seconds lock_patience{0}; ///< how long to wait for another crocum
    /// When this run began, before it waited for anything: what is late is late by this.
    Time begun = std::chrono::system_clock::now();
    /// Whether it ends what it does to an instance where somebody else wants it.
    Lock::Manner manner = Lock::Manner::insists;
};

/// A session with this host's settings. Throws UsageError for a mistake in them, Error for a state directory that is
/// not to be trusted.
[[nodiscard]] Session open_session(Observer& observer, std::string command, Seconds lock_patience = Seconds(0));

/// Takes the lock of one instance. Throws LockedError.
[[nodiscard]] Lock lock_instance(const Session& session, const InstanceId& id);

/// Who works on an instance just now, if anybody does.
[[nodiscard]] std::optional<Holder> holder_of(const Session& session, const InstanceId& id);

struct UpOptions {
    /// Remove what is provably an earlier making of the same instance instead of stopping before it.
    bool replace_leftovers = false;
};

struct UpResult {
    Instance instance;
    bool made = false;    ///< false when it was ready before
    bool started = false; ///< machines that were off have been started
    double seconds = 0;
};

/// Makes the instance, or goes on where an earlier `up` ended, or starts what is off. Afterwards every agent answers
/// and every setup script has run. Throws LeftoverError when something that is not this instance's stands under its
/// names.
[[nodiscard]] UpResult up(Session& session, const Lab& lab, const std::string& student, const UpOptions& options);

struct DownResult {
    InstanceId id;
    bool existed = false; ///< whether there was an instance to take down
    std::string similar;  ///< when not: which one may have been meant, as a question; mostly empty
    std::vector<ResourceName> removed;
    std::vector<Leftover> left;         ///< what stands nevertheless
    std::set<std::string> others;       ///< what only Terraform could have removed and did not
    std::string others_remedy;          ///< what somebody can do about those
    std::vector<std::string> untouched; ///< machines that crocum did not make and leaves alone
    std::string terraform_error;        ///< what destroy said when it failed; crocum removed the rest by itself
    bool locked = false;                ///< another crocum was at it, and nothing was done
    bool kept = false;                  ///< it stays on record, so that the same down goes on once that is mended

    /// Nothing of it stands any more.
    [[nodiscard]] bool gone() const { return left.empty() && others.empty(); }
};

/// Takes the instance down: terraform first, then whatever of the recorded names the hypervisor still knows.
/// Needs no lab folder. Attempts are kept. Machines that say that they are the instance's and are on no record are
/// left, and named. Throws LeftoverError where nothing is on record and Terraform's state says that something stands.
[[nodiscard]] DownResult down(Session& session, const InstanceId& id);

/// Removes makings of a lab whose records were lost, by what their domains say of themselves; of one student where
/// `student` is not empty. Throws UsageError where there are several and `all` is not set.
[[nodiscard]] std::vector<DownResult> down_orphans(
    Session& session, const std::string& lab, const std::string& student, bool all);

struct CheckOutcome {
    Attempt attempt;
    std::filesystem::path folder; ///< where it is kept
};

/// Which checks are asked for: those that every part of it that is not empty selects.
struct CheckSelection {
    std::set<std::string> machines; ///< "lab" for the checks across machines
    std::string keyword;            ///< pytest's -k
    std::set<std::string> tags;     ///< any of these
};

/// Grades the instance: one attempt, partial where the selection leaves checks out.
/// Throws Error when there is nothing to check or no instance.
[[nodiscard]] CheckOutcome check(
    Session& session,
    const Lab& lab,
    const std::string& student,
    const CheckSelection& selection = {},
    std::optional<Time> deadline = std::nullopt);

/// The record of an instance. Throws Error with what to do when there is none.
[[nodiscard]] Instance known_instance(const Session& session, const InstanceId& id);

/// Throws Error with what to do where the instance is not ready.
void require_ready(const Instance& instance);

/// Two folders can have one name. Throws UsageError where the instance was made from another than this one.
void require_same_folder(const Instance& instance, const std::filesystem::path& folder);

/// The same by the instance's record; nothing happens where there is none.
void require_same_folder(const Session& session, const InstanceId& id, const std::filesystem::path& folder);

/// A machine of an instance by name; the only one where `name` is empty. Throws UsageError that lists the machines.
[[nodiscard]] const InstanceMachine& machine_of(const Instance& instance, const std::string& name);

/// Runs one command in a machine. Takes no lock: it disturbs nobody. Throws AgentError.
[[nodiscard]] GuestResult exec(
    Session& session, const InstanceId& id, const std::string& machine, const GuestCommand& command);

/// Carries commands of crocum_runtime/bridge.py to the machines of an instance (lib/check/bridge.hpp) until `from`
/// ends; first tells it their names. Takes no lock: it disturbs nobody.
void serve_machines(Session& session, const InstanceId& id, int from, int to);

/// A folder with crocum's Python package, for PYTHONPATH. `program` is this crocum's own path.
[[nodiscard]] std::filesystem::path python_path(const Session& session, const std::filesystem::path& program);

struct LabSummary {
    std::string id;
    std::string title;
    std::filesystem::path folder;
    std::size_t machines = 0;
    std::size_t checks = 0;
    double points = 0;
    std::string error; ///< why it could not be read; the rest is empty then
};

struct InstanceSummary {
    InstanceId id;
    /// A phase, "broken" or "unreadable"; "orphaned" for a making whose record is lost, "elsewhere" for one that
    /// another state directory has on record
    std::string state;
    std::string broken;             ///< why
    std::vector<std::string> notes; ///< what else there is to know: off, outdated, at work, …
    std::size_t machines = 0;
    std::optional<std::size_t> running; ///< absent when libvirt did not say
    std::optional<ScoreCard> last;      ///< the attempt whose score is the student's
    bool last_is_earlier = false;       ///< it graded an earlier instance of the same lab and student
    std::string created;
    std::string error; ///< why its record could not be read
};

/// One student of a class in the overview of a lab.
struct StudentSummary {
    std::string student;
    std::string name;
    std::string group;
    bool left = false;
    std::optional<ScoreCard> last; ///< also where the instance is gone
    std::string error;             ///< why the score could not be read
};

struct Overview {
    std::vector<LabSummary> labs;
    std::vector<InstanceSummary> instances;
    std::vector<StudentSummary> students; ///< of the class that was asked for, in its order
    std::set<std::string> problems;       ///< libvirts that did not answer although instances are said to be there
    std::vector<std::string> notes;       ///< what could not be looked at besides
};

/// What an overview is to be of.
struct OverviewOptions {
    std::string lab;             ///< only this one; empty: all
    std::string class_name;      ///< its students, whether they have an instance or not
    bool with_documents = false; ///< of attempts
};

/// The labs on the lab path and all instances. Trouble with one thing never hides the rest. Throws UsageError for a
/// class that there is not.
[[nodiscard]] Overview overview(Session& session, const OverviewOptions& options = {});

} // namespace crocum
