// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.it.rig.StandInQemu;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Terminal;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nobody takes what is written to standard error: the VM does not notice.
@Tag("cli")
@Timeout(120)
final class BlockedErrorTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PIPE_CAPACITY = 1 << 16;
    private static final String CTRL_C = "\3";
    private static final String CTRL_Q = "\21";
    private static final String CTRL_S = "\23";

    @TempDir Path directory;

    private Path pipe() {
        Path pipe = directory.resolve("stderr");
        try (Program make = Program.start(directory, Map.of(), "mkfifo", pipe.toString())) {
            make.awaitExit(0, LIMIT);
        }
        return pipe;
    }

    @Test
    void fullPipe_vmmsAreServed_andWhatWasLostIsCounted() throws IOException {
        Path pipe = pipe();
        Path socket = directory.resolve("gpu.sock");
        // Open at both ends, so that neither side waits for the other.
        try (RandomAccessFile ours = new RandomAccessFile(pipe.toFile(), "rw")) {
            ours.write("x".repeat(PIPE_CAPACITY - 1).concat("\n").getBytes(StandardCharsets.UTF_8));
            try (Program program =
                    start("gpu --socket-path " + socket + " --display none 2>" + pipe)) {
                serveOne(socket);
                // Each of them is worth three lines.
                for (int i = 0; i < 100; i++) {
                    talkNonsense(socket);
                }
                serveOne(socket);
                assertTrue(linesUntilLoss(ours) > 0);
                program.signal("TERM");
                program.awaitExit(0, LIMIT);
            }
        }
    }

    @Test
    void fullPipe_doesNotDelayTheEnd() throws IOException {
        Path pipe = pipe();
        Path socket = directory.resolve("gpu.sock");
        try (RandomAccessFile ours = new RandomAccessFile(pipe.toFile(), "rw")) {
            ours.write(new byte[PIPE_CAPACITY]);
            try (Program program =
                    start("gpu --socket-path " + socket + " --display none 2>" + pipe)) {
                serveOne(socket);
                program.signal("TERM");
                program.awaitExit(0, LIMIT);
            }
        }
    }

    @Test
    void terminalThatIsStopped_qemuIsServed() throws IOException {
        StandInQemu qemu = new StandInQemu(directory);
        // Keys come one by one, so that Ctrl-S has been taken when another is there.
        String what = "stty -icanon; head -c 1 >typed; mv typed stopped; " + StandInQemu.WAIT;
        try (Terminal terminal = qemu.startInTerminal(what, "exec %s", "--verbose")) {
            ProcessHandle guest = qemu.await();
            terminal.type(CTRL_S + "x");
            Path stopped = directory.resolve("stopped");
            Await.untilTrue(() -> "the terminal to stop", LIMIT, () -> Files.exists(stopped));
            int before = terminal.program().out().lines().size();
            serveOne(gpuSocket(qemu.arguments()));
            assertEquals(before, terminal.program().out().lines().size(), "it is stopped");
            terminal.type(CTRL_Q);
            terminal.program().out().await("a VMM connected", LIMIT);
            terminal.type(CTRL_C);
            int _ = terminal.program().awaitExit(LIMIT);
            assertFalse(guest.isAlive());
        }
    }

    private Program start(String arguments) {
        return Program.start(
                directory,
                Map.of("XDG_RUNTIME_DIR", Zeropane.runtime().toString()),
                "sh",
                "-c",
                "exec " + Zeropane.root().resolve("zeropane") + " " + arguments);
    }

    /// Reads on until it says that something is missing.
    ///
    /// @return how many lines that were
    private static int linesUntilLoss(RandomAccessFile pipe) throws IOException {
        String filling = pipe.readLine();
        assertTrue(filling.startsWith("x"), filling);
        int lines = 0;
        while (!pipe.readLine().matches("zeropane: .*[0-9]+ lines? (was|were) not written")) {
            lines++;
        }
        return lines;
    }

    private static Path gpuSocket(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.endsWith("gpu.sock"))
                .map(argument -> Path.of(argument.substring(argument.indexOf("path=") + 5)))
                .findFirst()
                .orElseThrow();
    }

    /// As QEMU does when it makes the device.
    private static void serveOne(Path socket) {
        Await.untilTrue(() -> "the socket", LIMIT, () -> Files.exists(socket));
        try (TestVmm vmm = TestVmm.connectOnly(socket, VmmOptions.defaults())) {
            vmm.realize();
        }
    }

    private static void talkNonsense(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.allocate(12).putInt(0xffffffff).clear());
            // Until it hangs up.
            while (channel.read(ByteBuffer.allocate(64)) > 0) {}
        }
    }
}
