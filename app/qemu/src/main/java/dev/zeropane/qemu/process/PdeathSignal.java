// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes the kernel end a process that we start when we end, even if we are killed.
public final class PdeathSignal {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private PdeathSignal() {}

    /// What to write before the command. The kernel watches the thread that starts it, which must
    /// therefore last as long as the process.
    ///
    /// @param signal such as `TERM`
    /// @return nothing where there is no program for it: then the process outlives us
    public static List<String> prefix(String signal) {
        return Files.isExecutable(SETPRIV)
                ? List.of(SETPRIV.toString(), "--pdeathsig", signal)
                : List.of();
    }
}
