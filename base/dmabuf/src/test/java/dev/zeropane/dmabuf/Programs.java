// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Classes of the tests as programs of their own.
final class Programs {
    private Programs() {}

    static List<String> command(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Both its outputs in one.
    static Process java(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(main, arguments)).redirectErrorStream(true).start();
    }
}
