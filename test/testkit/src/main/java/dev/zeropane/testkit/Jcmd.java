// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The JDK's `jcmd`: questions to a running JVM. The first one opens a socket in that JVM, which
/// stays.
public final class Jcmd {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Jcmd() {}

    /// Lets a JVM execute a command of jcmd.
    ///
    /// @return what the JVM answered
    public static String run(long pid, String... command) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add(Long.toString(pid));
        all.addAll(List.of(command));
        try (Program jcmd = Program.start(Path.of("/"), Map.of(), all)) {
            jcmd.awaitExit(0, LIMIT);
            return jcmd.out().text();
        }
    }
}
