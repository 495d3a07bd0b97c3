// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import dev.zeropane.linux.raw.PeerCredentials;

/// Who a process was when it connected, listened or made a socket pair (man 7 unix, `SO_PEERCRED`).
///
/// @param pid 0 if the process is in another PID namespace that is not visible here
public record Credentials(int pid, int uid, int gid) {
    static Credentials of(PeerCredentials peer) {
        return new Credentials(peer.pid(), peer.uid(), peer.gid());
    }

    /// The user this process acts as.
    public static int effectiveUid() {
        return Libc.geteuid();
    }
}
