// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.run.BuiltinGuestRunner;
import dev.zeropane.display.Mode;
import dev.zeropane.service.Rehearsal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The run that an AOT cache is made of (`scripts/env.sh`): what users start, one after the other
/// in one JVM. A class that is not in the cache takes a start many times longer.
final class Training {
    private static final Mode MODE = new Mode(640, 480);
    private static final Duration TO_END = Duration.ofSeconds(30);
    private static final int FAILED = 1;

    private Training() {}

    /// @param args a folder for its files
    public static void main(String[] args) {
        Path work = Path.of(args[0]);
        Rehearsal.begin();
        run(
                "demo",
                "--guest",
                "builtin",
                "--size",
                MODE.toString(),
                "--display",
                "png:" + work,
                "--seconds",
                "1");
        Path socket = work.resolve("gpu.sock");
        Thread _ = Thread.ofPlatform().daemon().start(() -> visit(socket));
        run("gpu", "--socket-path", socket.toString(), "--display", "vmm", "--once");
        System.exit(0);
    }

    private static void run(String... args) {
        Main.commandLine(args).execute(args);
    }

    private static void visit(Path socket) {
        try {
            try (BuiltinGuestRunner guest = BuiltinGuestRunner.start(socket, MODE)) {
                guest.awaitEnd(1, TimeUnit.SECONDS);
            }
            // The device ends with its guest. One that no guest has reached would wait for ever.
            Thread.sleep(TO_END);
            System.exit(FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
