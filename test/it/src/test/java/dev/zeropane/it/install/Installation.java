// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The home folder of a user who installs Zeropane for himself.
record Installation(Path home) {
    private static final Duration TO_END = Duration.ofMinutes(3);

    Path prefix() {
        return home.resolve(".local");
    }

    Path configuration() {
        return home.resolve(".config");
    }

    Path descriptor() {
        return configuration().resolve("qemu/vhost-user/40-zeropane-gpu.json");
    }

    /// Runs the checkout's `./zeropane` as that user.
    Program checkout(String... arguments) {
        return run(Zeropane.root().resolve("zeropane"), arguments);
    }

    /// Runs a program as that user, to its end. The checkout is built, and keeps its caches.
    Program run(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Map<String, String> environment =
                Map.of(
                        "HOME",
                        home.toString(),
                        "XDG_CONFIG_HOME",
                        configuration().toString(),
                        "XDG_CACHE_HOME",
                        caches.isEmpty() ? System.getProperty("user.home") + "/.cache" : caches,
                        "ZEROPANE_PREBUILT",
                        "1");
        Program started = Program.start(home, environment, command);
        try {
            int _ = started.awaitExit(TO_END);
            return started;
        } catch (AssertionError e) {
            started.close();
            throw e;
        }
    }

    /// Everything in the home folder, sorted.
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> !file.equals(home))
                    .map(file -> home.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /// A command before another one that then cannot write to the installation: root may write to
    /// anything, but not to what is mounted read-only.
    List<String> readOnly() throws IOException, InterruptedException {
        List<List<String>> ways =
                List.of(
                        List.of("unshare", "--mount"),
                        List.of("unshare", "--user", "--map-root-user", "--mount"));
        for (List<String> way : ways) {
            List<String> command = new ArrayList<>(way);
            command.addAll(
                    List.of(
                            "sh",
                            "-c",
                            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\""
                                    + " && exec \"$@\"",
                            prefix().toString()));
            if (cannotWrite(command)) {
                return command;
            }
        }
        return abort("nothing can be mounted read-only here");
    }

    private boolean cannotWrite(List<String> wrapper) throws IOException, InterruptedException {
        List<String> probe = new ArrayList<>(wrapper);
        probe.addAll(List.of("sh", "-c", "! touch \"$0\"", prefix().resolve("x").toString()));
        return new ProcessBuilder(probe)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
