// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import java.util.Optional;

/// The process that runs a guest.
///
/// @param name of the guest, if known: a line of at most 64 characters that is safe to print
public record VmmProcess(int pid, Optional<String> name) {
    /// The process behind a socket. Reads from /proc, which may take time.
    ///
    /// @param peer the process that created the socket: the VMM, or libvirt for it
    public static VmmProcess of(int peer) {
        Optional<String> name = InstanceName.ofVmm(peer);
        return name.isPresent()
                ? new VmmProcess(peer, name)
                : LibvirtDomain.ofThisProcess()
                        .map(VmmProcess::of)
                        .orElseGet(() -> new VmmProcess(peer, name));
    }

    private static VmmProcess of(LibvirtDomain domain) {
        return new VmmProcess(
                domain.qemu(),
                Optional.of(InstanceName.clean(domain.name())).filter(s -> !s.isEmpty()));
    }
}
