// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes the kernel end a child process when this process ends, even if this process is killed.
public final class PdeathSignal {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private PdeathSignal() {}

    /// Words to put before the command. The kernel watches the thread that starts the process, so
    /// this thread must live as long as the process.
    ///
    /// @param signal such as `TERM`
    /// @return no words if `setpriv` is missing: then the process may outlive this one
    public static List<String> prefix(String signal) {
        return Files.isExecutable(SETPRIV)
                ? List.of(SETPRIV.toString(), "--pdeathsig", signal)
                : List.of();
    }
}
