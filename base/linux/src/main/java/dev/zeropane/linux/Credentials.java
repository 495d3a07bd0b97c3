// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Who a process was when it connected, listened or made a socket pair (man 7 unix, `SO_PEERCRED`).
///
/// ```
/// struct ucred (12 bytes): 0 pid, 4 uid, 8 gid
/// ```
///
/// @param pid 0 if it is of another PID namespace that is not visible here
public record Credentials(int pid, int uid, int gid) {
    static final int UCRED_SIZE = 12;

    static Credentials read(MemorySegment ucred) {
        return new Credentials(
                ucred.get(ValueLayout.JAVA_INT, 0),
                ucred.get(ValueLayout.JAVA_INT, 4),
                ucred.get(ValueLayout.JAVA_INT, 8));
    }

    /// The user this process acts as.
    public static int effectiveUid() {
        return Libc.geteuid();
    }
}
