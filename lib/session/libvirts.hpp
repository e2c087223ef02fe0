#pragma once

#include "lib/hypervisor/hypervisor.hpp"

#include <map>
#include <memory>
#include <string>

namespace crocum {

/// The libvirts that instances are on, each asked once what stands there, also where it does not answer.
class Libvirts {
public:
    struct Entry {
        std::unique_ptr<Hypervisor> hypervisor; ///< null where it does not answer
        std::map<std::string, DomainState> domains;
        std::string trouble; ///< why it does not answer
    };

    [[nodiscard]] const Entry& at(const std::string& uri);

private:
    std::map<std::string, Entry> known_;
};

} // namespace crocum
