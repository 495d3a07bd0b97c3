// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.Peer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SerialConsole;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What socat in a Linux guest and programs of the host say to each other by `zeropane run
/// --vsock`. One boot for each QEMU.
@Tag("vm")
final class RunVsockTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// MiB in one file in the guest, and how often it is sent.
    private static final int FILE = 16;

    private static final int TIMES = Rounds.of(4, 64);
    private static final int MIB = 1 << 20;

    @TempDir private Path directory;

    private SerialConsole guest;
    private Path socket;

    static Stream<QemuVersion> versions() {
        return Rounds.isLong() ? Stream.of(QemuVersion.values()) : Stream.of(QemuVersion.QEMU_10_0);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void guestAndHost_reachEachOther(QemuVersion version) throws Exception {
        Toolbox.require();
        socket = Zeropane.runtime().resolve("zeropane-vsock-3");
        try (Peer console = new Peer(directory.resolve("serial"));
                Program run = start(version, console);
                SerialConsole serial = new SerialConsole(console.accept(run))) {
            guest = serial;
            serial.awaitReady();
            run.err()
                    .await(
                            "the guest's vsock CID is 3; from here it is reached at " + socket,
                            PATIENCE);
            serial.run(
                    "mkdir /t && mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose tools /t");
            serial.run(
                    "L=/t/usr/lib/x86_64-linux-gnu; socat() { $L/ld-linux-x86-64.so.2 --inhibit-cache"
                            + " --library-path $L /t/usr/bin/socat1 \"$@\"; }");
            portWithoutListener_isRefused();
            guestSends();
            guestReceives();
            hostConnects_andEndsSending();
            serial.send("poweroff -f");
            run.awaitExit(0, PATIENCE);
            assertFalse(Files.exists(socket), "the socket is left behind");
        }
    }

    private Program start(QemuVersion version, Peer console) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--vsock",
                                "--display=none",
                                "--",
                                Toolbox.qemu(version).toString(),
                                "-nodefaults",
                                "-no-user-config",
                                "-machine",
                                "q35",
                                "-accel",
                                "tcg",
                                "-cpu",
                                "max",
                                "-m",
                                "512M",
                                "-virtfs",
                                "local,security_model=none,readonly=on,multidevs=remap,mount_tag=tools,path="
                                        + Toolbox.root(),
                                "-chardev",
                                "socket,id=serial,path=" + console.path(),
                                "-serial",
                                "chardev:serial"));
        words.addAll(Vm.linux(""));
        return Zeropane.start(directory, words.toArray(String[]::new));
    }

    private void portWithoutListener_isRefused() {
        String said = guest.run("socat - VSOCK-CONNECT:2:9 </dev/null 2>&1 || echo refused");
        assertTrue(said.contains("reset") && said.endsWith("refused"), said);
    }

    private ServerSocketChannel listen(int port) throws IOException {
        // Java leaves the file of a closed socket, and the next QEMU's guest has the same CID.
        Path path = Path.of(socket + "_" + port);
        Files.deleteIfExists(path);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return listener;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void guestSends() throws Exception {
        guest.run("dd if=/dev/urandom of=/tmp/data bs=1M count=" + FILE + " 2>/dev/null");
        String sum = guest.run("md5sum </tmp/data | cut -d' ' -f1");
        try (ServerSocketChannel listener = listen(1234)) {
            CompletableFuture<Boolean> same =
                    CompletableFuture.supplyAsync(() -> isRepeated(listener, sum));
            guest.send(
                    "for i in $(seq "
                            + TIMES
                            + "); do cat /tmp/data; done | socat -u - VSOCK-CONNECT:2:1234");
            Await.untilTrue(() -> "the guest's data", PATIENCE.multipliedBy(5), same::isDone);
            assertTrue(same.join());
        }
        assertEquals("", guest.run("rm /tmp/data"));
    }

    private static boolean isRepeated(ServerSocketChannel listener, String sum) {
        try (SocketChannel host = listener.accept()) {
            InputStream in = Channels.newInputStream(host);
            for (int i = 0; i < TIMES; i++) {
                byte[] bytes = in.readNBytes(FILE * MIB);
                assertEquals(sum, HexFormat.of().formatHex(md5().digest(bytes)), "part " + i);
            }
            assertEquals(-1, in.read());
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void guestReceives() throws Exception {
        byte[] part = new byte[FILE * MIB];
        new Random(1).nextBytes(part);
        MessageDigest sum = md5();
        for (int i = 0; i < TIMES; i++) {
            sum.update(part);
        }
        try (ServerSocketChannel listener = listen(1235)) {
            CompletableFuture<Boolean> sent =
                    CompletableFuture.supplyAsync(() -> {
                        try (SocketChannel host = listener.accept()) {
                            for (int i = 0; i < TIMES; i++) {
                                writeAll(host, part);
                            }
                            return true;
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            guest.send("socat -u VSOCK-CONNECT:2:1235 - | md5sum >/tmp/sum");
            Await.untilTrue(() -> "the guest to take all", PATIENCE.multipliedBy(5), sent::isDone);
            assertTrue(sent.join());
            assertEquals(
                    HexFormat.of().formatHex(sum.digest()), guest.run("cut -d' ' -f1 /tmp/sum"));
        }
    }

    /// As `CONNECT` has it, with one direction closed before the other.
    private void hostConnects_andEndsSending() throws Exception {
        guest.run("socat VSOCK-LISTEN:22,fork EXEC:/bin/cat >/dev/null 2>&1 &");
        byte[] bytes = new byte[MIB];
        new Random(2).nextBytes(bytes);
        SocketChannel host = Await.until(() -> "socat to listen", PATIENCE, this::connect);
        CompletableFuture<Boolean> sent =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        writeAll(host, bytes);
                        host.shutdownOutput();
                        return true;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertArrayEquals(bytes, Channels.newInputStream(host).readAllBytes());
        assertTrue(sent.join());
        host.close();
    }

    private Optional<SocketChannel> connect() {
        try {
            SocketChannel host = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            writeAll(host, "CONNECT 22\n".getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (host.read(one.clear()) == 1 && one.get(0) != '\n') {
                line.append((char) one.get(0));
            }
            if (line.toString().matches("OK [0-9]+")) {
                return Optional.of(host);
            }
            host.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeAll(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
    }
}
