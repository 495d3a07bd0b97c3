// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The terminal that this process was started from, if it was.
public final class Terminal {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /// Whether somebody types at one, and sees what is printed.
    // JDK 25 went back to null where there is no terminal; the check knows JDK 22 to 24 only.
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isThere() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// Whether a line on standard error can be taken back there.
    public static boolean showsProgress() {
        if (!isThere() || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String place = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return place.startsWith("/dev/pts/") || place.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
