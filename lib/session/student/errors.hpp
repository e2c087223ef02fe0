#pragma once

#include "lib/base/error.hpp"

namespace crocum {

/// An error that is shown to students; its text contains nothing about the host. Other errors only go to the log.
class StudentError : public Error {
public:
    using Error::Error;
};

/// The error for an unknown command, lab or machine. It is logged, and the session ends after too many.
class StudentRefusal : public StudentError {
public:
    using StudentError::StudentError;
};

} // namespace crocum
