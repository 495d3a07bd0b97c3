// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The virtual machine that the tests tagged `kernel` run in, as they see it from within
/// (scripts/kernel-tests).
public final class KernelVm {
    /// Leads to the monitor of the QEMU we run in.
    private static final String PORT = "/dev/virtio-ports/qmp";

    private KernelVm() {}

    /// The one folder that host and guest can both write, with the same path on either side. What
    /// is in it stays with the results.
    public static Path out() {
        String out = System.getProperty("zeropane.kernel.out");
        if (out == null) {
            throw new AssertionError("not in the kernel tests' VM: run ./check --kernel");
        }
        return Path.of(out);
    }

    /// The options by which a JVM that a test starts there leaves its crash log in [#out]; nothing
    /// elsewhere. It takes a minute to be whole, and begins with what matters: a part will do.
    static String crashLogs() {
        return System.getProperty("zeropane.kernel.out") == null
                ? ""
                : " -XX:ErrorLogTimeout=20 -XX:ErrorFile='" + out().resolve("hs_err_%p.log") + "'";
    }

    /// The picture on the screen of one of the two cards, `cirrus` or `bochs`.
    public static Picture screendump(String card) {
        Path file = out().resolve("screendump.png");
        execute(
                """
                {"execute": "screendump", "arguments": \
                {"device": "%s", "filename": "%s", "format": "png"}}\
                """
                        .formatted(card, file));
        try {
            return Picture.read(file);
        } finally {
            delete(file);
        }
    }

    /// Lets QEMU execute a command, which is JSON.
    ///
    /// @return its answer, JSON
    /// @throws AssertionError if QEMU refuses it
    public static synchronized String execute(String command) {
        try (RandomAccessFile monitor = new RandomAccessFile(PORT, "rw")) {
            // An error from the second time on: the connection stays while the port is closed.
            ask(monitor, "{\"execute\": \"qmp_capabilities\"}");
            String answer = ask(monitor, command);
            if (!answer.startsWith("{\"return\"")) {
                throw new AssertionError(command + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    private static String ask(RandomAccessFile monitor, String command) throws IOException {
        monitor.write((command + "\n").getBytes(UTF_8));
        while (true) {
            String line = readLine(monitor);
            // The others are a greeting and events.
            if (line.startsWith("{\"return\"") || line.startsWith("{\"error\"")) {
                return line;
            }
        }
    }

    /// RandomAccessFile's own wants a file that has a position.
    private static String readLine(RandomAccessFile monitor) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = monitor.read(); b != '\n'; b = monitor.read()) {
            if (b < 0) {
                throw new IOException("the monitor is gone");
            }
            line.write(b);
        }
        return line.toString(UTF_8);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
