#pragma once

#include "lib/terraform/hcl.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What the Terraform files of a lab say as they are written, without an engine or a provider: for mistakes that
/// Terraform does not know, or would report only for the second student.

/// A block at the top of a file. An expression of a .tf.json file is in the form that a .tf file would have.
struct SourceBlock {
    std::filesystem::path file;
    HclBlock block;

    /// Whether it is a resource of this type.
    [[nodiscard]] bool is_resource(const std::string& type) const;
};

/// The blocks of the files at the folder's top (*.tf, *.tofu, and both with .json). A file that cannot be read is left
/// out: Terraform reports it.
[[nodiscard]] std::vector<SourceBlock> source_blocks(const std::filesystem::path& folder);

/// A mistake, and its place.
struct SourceFinding {
    std::filesystem::path file;
    int line = 0;
    std::string message;
};

/// Blocks that crocum refuses, because the state would not be in the instance, or would contain what the instance did
/// not create: backends, cloud and import.
[[nodiscard]] std::vector<SourceFinding> refused_blocks(const std::vector<SourceBlock>& blocks);

/// Why libvirt_cloudinit_disk fails on a host without this program, which the provider runs. Source: cloudinit_def.go.
inline constexpr const char* no_mkisofs =
    "libvirt_cloudinit_disk needs the program mkisofs, which is not on PATH of this host";
inline constexpr const char* mkisofs_hint = "Install it: apt-get install genisoimage";

/// Throws UsageError with the first of refused_blocks().
void require_own_state_only(const std::filesystem::path& folder);

/// Names, bridges and addresses of objects on libvirt that are the same in the instances of all students.
/// `variables`: those that differ from student to student. An expression that depends on anything else than variables
/// and locals counts as different.
[[nodiscard]] std::vector<SourceFinding> shared_names(
    const std::vector<SourceBlock>& blocks, const std::set<std::string>& variables);

/// Interfaces with wait_for_lease on a network that has no DHCP. The provider would wait for minutes, and fail.
[[nodiscard]] std::vector<SourceFinding> waits_without_dhcp(const std::vector<SourceBlock>& blocks);

} // namespace crocum
