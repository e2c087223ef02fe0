#include "lib/store/suggest_instance.hpp"

#include "lib/base/suggest.hpp"

#include <fmt/format.h>

namespace crocum {

std::string did_you_mean(const Instances& instances, const InstanceId& id) {
    std::vector<std::string> students;
    std::vector<std::string> labs;
    for (const auto& other : instances.all()) {
        if (other.lab == id.lab) {
            students.push_back(other.student);
        }
        if (other.student == id.student) {
            labs.push_back(other.lab);
        }
    }
    const auto student = nearest(id.student, students);
    const auto lab = nearest(id.lab, labs);
    if (student.empty() && lab.empty()) {
        return "";
    }
    return fmt::format(
        "Did you mean \"{} -s {}\"?", student.empty() ? lab : id.lab, student.empty() ? id.student : student);
}

} // namespace crocum
