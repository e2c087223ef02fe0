#pragma once

#include "lib/store/database.hpp"
#include "lib/store/score_card.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// What is in the database of instances and attempts, for lists and reports over many students.
///
/// The files stay the truth (attempt.json and what lies beside it, instance.json), and whoever grades, makes or takes
/// down writes nothing here: no database that is locked, full or gone can lose a grade. Whoever wants to read looks at
/// the files' sizes and times first and takes in what is new or changed, so that the index mends itself, also after a
/// crash in the middle of that.
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
        std::size_t attempts = 0;  ///< taken in
        std::size_t instances = 0; ///< likewise
        std::size_t removed = 0;
        std::vector<Damaged> damaged; ///< could not be read: passed over
    };

    /// `progress` is called now and then with how many files were taken in, and of how many.
    Changes bring_up_to_date(const std::function<void(std::size_t, std::size_t)>& progress = {});

    /// Forgets everything that can be read from the files again.
    void clear();

    /// Cards of all attempts, newest first, by student; of one lab where `lab` is not empty.
    [[nodiscard]] std::map<InstanceId, std::vector<ScoreCard>> cards(const std::string& lab, bool with_documents);

    /// The results in effect of these attempts (names), in the order of the suites; without output, tags and places in
    /// files. Of one lab where `lab` is not empty.
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
        std::size_t files = 0; ///< attempts and instances that the index has not, or has differently
        std::vector<Damaged> damaged;
    };

    /// What the next bring_up_to_date will find; nothing is written.
    [[nodiscard]] Behind behind();

private:
    struct Plan;
    struct Files;

    [[nodiscard]] Plan compare();
    [[nodiscard]] Files read(const Plan& plan, std::size_t begin, std::size_t end) const;

    Database& database_;
    std::filesystem::path state_;
    std::string origin_; ///< which state directory; a server can have the rows of several
};

} // namespace crocum
