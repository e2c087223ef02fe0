#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace crocum {

/// The functions of libvirt that crocum calls. The library is loaded at the first use: linking it would add 7 ms to
/// every start (57 more shared libraries), and `--version`, completion and labs without libvirt never need it.
#define CROCUM_LIBVIRT_FUNCTIONS(X)                                                                                    \
    X(virConnectClose)                                                                                                 \
    X(virConnectDomainEventDeregisterAny)                                                                              \
    X(virConnectDomainEventRegisterAny)                                                                                \
    X(virConnectGetAllDomainStats)                                                                                     \
    X(virConnectIsAlive)                                                                                               \
    X(virConnectListAllDomains)                                                                                        \
    X(virConnectListAllStoragePools)                                                                                   \
    X(virConnectOpen)                                                                                                  \
    X(virConnectSetKeepAlive)                                                                                          \
    X(virDomainCreate)                                                                                                 \
    X(virDomainDestroy)                                                                                                \
    X(virDomainFree)                                                                                                   \
    X(virDomainGetMaxMemory)                                                                                           \
    X(virDomainGetMetadata)                                                                                            \
    X(virDomainGetName)                                                                                                \
    X(virDomainGetState)                                                                                               \
    X(virDomainGetUUIDString)                                                                                          \
    X(virDomainGetXMLDesc)                                                                                             \
    X(virDomainLookupByName)                                                                                           \
    X(virDomainLookupByUUIDString)                                                                                     \
    X(virDomainManagedSave)                                                                                            \
    X(virDomainOpenConsole)                                                                                            \
    X(virDomainPMWakeup)                                                                                               \
    X(virDomainReset)                                                                                                  \
    X(virDomainResume)                                                                                                 \
    X(virDomainSetMetadata)                                                                                            \
    X(virDomainStatsRecordListFree)                                                                                    \
    X(virDomainSuspend)                                                                                                \
    X(virDomainUndefineFlags)                                                                                          \
    X(virEventRegisterDefaultImpl)                                                                                     \
    X(virEventRunDefaultImpl)                                                                                          \
    X(virGetLastError)                                                                                                 \
    X(virInitialize)                                                                                                   \
    X(virNetworkCreate)                                                                                                \
    X(virNetworkDestroy)                                                                                               \
    X(virNetworkFree)                                                                                                  \
    X(virNetworkGetUUIDString)                                                                                         \
    X(virNetworkIsActive)                                                                                              \
    X(virNetworkLookupByName)                                                                                          \
    X(virNetworkUndefine)                                                                                              \
    X(virNodeGetMemoryStats)                                                                                           \
    X(virSetErrorFunc)                                                                                                 \
    X(virStoragePoolCreate)                                                                                            \
    X(virStoragePoolDelete)                                                                                            \
    X(virStoragePoolDestroy)                                                                                           \
    X(virStoragePoolFree)                                                                                              \
    X(virStoragePoolGetInfo)                                                                                           \
    X(virStoragePoolGetName)                                                                                           \
    X(virStoragePoolGetUUIDString)                                                                                     \
    X(virStoragePoolGetXMLDesc)                                                                                        \
    X(virStoragePoolIsActive)                                                                                          \
    X(virStoragePoolListAllVolumes)                                                                                    \
    X(virStoragePoolLookupByName)                                                                                      \
    X(virStoragePoolLookupByVolume)                                                                                    \
    X(virStoragePoolRefresh)                                                                                           \
    X(virStoragePoolUndefine)                                                                                          \
    X(virStorageVolDelete)                                                                                             \
    X(virStorageVolFree)                                                                                               \
    X(virStorageVolGetKey)                                                                                             \
    X(virStorageVolGetName)                                                                                            \
    X(virStorageVolGetXMLDesc)                                                                                         \
    X(virStorageVolLookupByName)                                                                                       \
    X(virStorageVolLookupByPath)                                                                                       \
    X(virStreamAbort)                                                                                                  \
    X(virStreamFree)                                                                                                   \
    X(virStreamNew)                                                                                                    \
    X(virStreamRecv)                                                                                                   \
    X(virStreamSend)                                                                                                   \
    X(virTypedParamsGetInt)                                                                                            \
    X(virTypedParamsGetULLong)

struct LibvirtApi {
#define X(name) decltype(&::name) name = nullptr;
    CROCUM_LIBVIRT_FUNCTIONS(X)
#undef X
    /// From libvirt-qemu, which is a library of its own: char* (domain, command, timeout in seconds, flags = 0).
    char* (*virDomainQemuAgentCommand)(virDomainPtr, const char*, int, unsigned int) = nullptr;
};

/// Runs libvirt's event loop, and records its end.
class EventLoop {
public:
    /// Calls `step` (virEventRunDefaultImpl, or a test's) until it fails. `reason` returns the error.
    void run(const std::function<int()>& step, const std::function<std::string()>& reason);

    /// The reason of its end; nothing while it runs. Safe from any thread.
    [[nodiscard]] std::optional<std::string> end() const;

private:
    mutable std::mutex mutex_;
    std::optional<std::string> end_;
};

/// The event loop of this process.
[[nodiscard]] EventLoop& event_loop();

/// Throws UnreachableError when the loop has ended, because new connections would not work.
void require_running(const EventLoop& loop);

/// Loads libvirt once, registers its event loop and runs it on a thread of its own (which has to happen before the
/// first connection). Throws UnreachableError when the library is not installed.
[[nodiscard]] const LibvirtApi& libvirt_api();

} // namespace crocum
