#pragma once

#include "lib/store/database.hpp"
#include "lib/store/score_card.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The database's index of instances and attempts, for lists and reports over many students.
///
/// The files (attempt.json, regrades.json, decisions, instance.json) are the truth. Commands that grade, create or
/// destroy write nothing to the index, so that a locked, full or missing database cannot lose a grade. A reader first
/// compares the files' sizes and times and reads new and changed files, so that the index repairs itself, also after a
/// crash during an update.
class Index {
public:
    /// The database has to outlive this object.
    Index(Database& database, std::filesystem::path state);

    struct Damaged {
        InstanceId id;
        std::string name; ///< of the attempt; empty: the instance's record
        std::string error;
    };

    struct Changes {
        std::size_t attempts = 0;  ///< read
        std::size_t instances = 0; ///< likewise
        std::size_t removed = 0;
        std::vector<Damaged> damaged; ///< unreadable, and skipped
    };

    /// `progress` is called several times with the number of files read so far, and of all files to read.
    Changes bring_up_to_date(const std::function<void(std::size_t, std::size_t)>& progress = {});

    /// Removes all rows that can be read from the files again.
    void clear();

    /// Cards of all attempts, newest first, by student; of one lab when `lab` is not empty.
    [[nodiscard]] std::map<InstanceId, std::vector<ScoreCard>> cards(const std::string& lab, bool with_documents);

    /// The results in effect of these attempts (names), in the order of the suites: what to_json(CheckResult) has, but
    /// without output, which can be large and is in no report. Of one lab when `lab` is not empty.
    [[nodiscard]] std::map<InstanceId, std::vector<CheckResult>> results(
        const std::string& lab, const std::vector<std::string>& attempts);

    struct Counts {
        std::size_t classes = 0;
        std::size_t students = 0;
        std::size_t instances = 0;
        std::size_t attempts = 0;
        std::size_t results = 0;
    };

    [[nodiscard]] Counts counts();

    struct Behind {
        std::size_t files = 0; ///< attempts and instances that are missing or outdated in the index
        std::vector<Damaged> damaged;
    };

    /// The changes that the next bring_up_to_date will make; nothing is written.
    [[nodiscard]] Behind behind();

private:
    struct Plan;
    struct Files;

    [[nodiscard]] Plan compare();
    [[nodiscard]] Files read(const Plan& plan, std::size_t begin, std::size_t end) const;

    Database& database_;
    std::filesystem::path state_;
    std::string origin_; ///< the state directory's id; a server can have the rows of several state directories
};

} // namespace crocum
