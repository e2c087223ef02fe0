#include "lib/libvirt/connection.hpp"
#include "lib/libvirt/domain_xml.hpp"

#include <algorithm>
#include <array>

namespace crocum {

namespace {

constexpr const char* metadata_key = "crocum";
constexpr const char* metadata_uri = "urn:crocum:instance:1";
constexpr int set_attempts = 3;

} // namespace

std::string LibvirtProvider::metadata(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return "";
    }
    const Text xml(impl_->api.virDomainGetMetadata(found.get(), VIR_DOMAIN_METADATA_ELEMENT, metadata_uri, 0));
    if (xml) {
        return xml.get();
    }
    const auto failure = last_failure();
    const std::array none{VIR_ERR_NO_DOMAIN_METADATA, VIR_ERR_NO_DOMAIN, VIR_ERR_NO_SUPPORT};
    if (std::find(none.begin(), none.end(), failure.code) == none.end()) {
        // An error does not mean "unmarked", because unmarked objects may be removed.
        impl_->fail("cannot read the mark of domain " + domain, failure);
    }
    return "";
}

std::optional<OwnerMark> LibvirtProvider::owner(const std::string& domain) const {
    return parse_owner(metadata(domain).c_str());
}

std::map<ResourceName, std::string> LibvirtProvider::belongings(const std::string& domain) const {
    return parse_belongings(metadata(domain).c_str());
}

void LibvirtProvider::set_owner(
    const std::string& domain, const OwnerMark& mark, const std::map<ResourceName, std::string>& belongings) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return; // Another process has just removed it; the next lookup reports that.
    }
    const auto xml = owner_xml(mark, belongings);
    const auto is_off = [&] { return impl_->state(found.get()) == VIR_DOMAIN_SHUTOFF; };
    for (int attempt = 1;; ++attempt) {
        const bool off = is_off();
        const unsigned flags = VIR_DOMAIN_AFFECT_CONFIG | (off ? 0U : unsigned{VIR_DOMAIN_AFFECT_LIVE});
        const int result = impl_->api.virDomainSetMetadata(
            found.get(), VIR_DOMAIN_METADATA_ELEMENT, xml.c_str(), metadata_key, metadata_uri, flags);
        const auto failure = result == 0 ? LibvirtFailure() : last_failure();
        // A domain that was started or stopped meanwhile has two definitions, and both need the mark.
        if (is_off() != off && attempt < set_attempts) {
            continue;
        }
        if (result != 0) {
            impl_->fail("cannot mark domain " + domain, failure);
        }
        return;
    }
}

} // namespace crocum
