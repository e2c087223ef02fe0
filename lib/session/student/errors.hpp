#pragma once

#include "lib/base/error.hpp"

namespace crocum {

/// What a student is told as it is: nothing of the host is in it. Of everything else only the teacher's log tells.
class StudentError : public Error {
public:
    using Error::Error;
};

/// What a student asked for does not exist there. Logged, and only so many are borne.
class StudentRefusal : public StudentError {
public:
    using StudentError::StudentError;
};

} // namespace crocum
