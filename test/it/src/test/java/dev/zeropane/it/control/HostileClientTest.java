// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.linux.Credentials;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of the control socket that want no good: the guest does not notice, and nothing of them
/// is left.
@Tag("cli")
final class HostileClientTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    @TempDir private Path directory;

    private final List<SocketChannel> open = new ArrayList<>();
    private DrawnGpu gpu;
    private Framebuffer front;
    private Framebuffer back;
    private long flips;
    private ProcessUsage before;

    @BeforeEach
    void serve() throws IOException {
        gpu = new DrawnGpu(directory, "vm.gpu", "--display=none");
        front = gpu.framebuffer(1, WIDTH, HEIGHT);
        back = gpu.framebuffer(2, WIDTH, HEIGHT);
        flip();
        // Once as it should be, so that what a process makes only once is there.
        try (SocketChannel client = connect()) {
            write(client, "watch 0\n");
            assertTrue(line(client).contains("\"type\":\"frame\""));
        }
        assertAnswers();
        awaitNoViews();
        before = ProcessUsage.of(gpu.pid());
    }

    @AfterEach
    void guestIsServed_andNothingIsLeft() throws IOException {
        try {
            flip();
            for (SocketChannel client : open) {
                client.close();
            }
            assertAnswers();
            awaitNoViews();
            Await.untilTrue(
                    () -> ProcessUsage.of(gpu.pid()) + " to be no more than before: " + before,
                    LIMIT,
                    () -> {
                        ProcessUsage now = ProcessUsage.of(gpu.pid());
                        return now.descriptors() <= before.descriptors()
                                && now.mappings() <= before.mappings();
                    });
            assertTrue(stats().contains("\"flips\":" + flips + ","), stats());
        } finally {
            gpu.close();
        }
    }

    private void awaitNoViews() {
        Await.untilTrue(
                () -> "no views in " + stats(),
                LIMIT,
                () -> stats().contains("\"mappings\":{\"used\":0,"));
    }

    private void flip() {
        Framebuffer next = flips % 2 == 0 ? front : back;
        next.update(next.bounds());
        next.show(0);
        flips++;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(gpu.controlSocket()));
        open.add(client);
        return client;
    }

    private static void write(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static String line(SocketChannel client) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (client.read(one.clear()) == 1 && one.get(0) != '\n') {
            line.append((char) one.get(0));
        }
        return line.toString();
    }

    private String stats() {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(gpu.controlSocket()));
            write(client, "stats\n");
            return line(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertAnswers() {
        String answer = stats();
        assertTrue(answer.startsWith("{\"type\":\"stats\""), answer);
    }

    @Test
    void garbageWithoutEnd() throws IOException {
        SocketChannel client = connect();
        String megabyte = "x".repeat(1 << 20);
        assertThrows(
                IOException.class,
                () -> {
                    for (int i = 0; i < 10; i++) {
                        write(client, megabyte);
                    }
                });
    }

    @Test
    void twoHundredConnections_withHalfARequestEach() throws IOException {
        for (int i = 0; i < 200; i++) {
            SocketChannel client = connect();
            try {
                write(client, i % 2 == 0 ? "wat" : "watch 0");
            } catch (IOException e) {
                // It had to make room already.
            }
            if (i % 20 == 0) {
                flip();
            }
        }
        assertAnswers();
    }

    @Test
    void watchersThatNeverAnswer_whileTheGuestFlips() throws IOException {
        for (int i = 0; i < 8; i++) {
            write(connect(), "watch 0\n");
        }
        for (int i = 0; i < 500; i++) {
            flip();
        }
        // Each has its one picture. The process keeps a descriptor of it, to know when it is free.
        ProcessUsage now = ProcessUsage.of(gpu.pid());
        assertTrue(
                now.descriptors() <= before.descriptors() + 8 + 8 + 2,
                () -> now + " after " + before);
        for (SocketChannel client : open.subList(1, open.size())) {
            assertTrue(line(client).contains("\"type\":\"frame\""));
            client.configureBlocking(false);
            assertEquals(0, client.read(ByteBuffer.allocate(1)), "one picture each");
        }
    }

    @Test
    void watchersThatLeave_whileTheGuestFlips() throws IOException {
        for (int i = 0; i < 100; i++) {
            SocketChannel client = connect();
            write(client, "watch 0\nnext\n");
            flip();
            client.close();
        }
    }

    @Test
    void resourceTakenAway_whileWatched() throws IOException {
        SocketChannel client = connect();
        write(client, "watch 0\n");
        assertTrue(line(client).contains("\"type\":\"frame\""));
        gpu.driver().setScanout(0, 0, new Rect(0, 0, 0, 0));
        write(client, "next\n");
        assertTrue(line(client).contains("\"type\":\"off\""));
        gpu.driver().unref(1);
        front = gpu.framebuffer(3, WIDTH, HEIGHT);
        flip();
        flip();
        write(client, "next\n");
        assertTrue(line(client).contains("\"type\":\"frame\""));
    }

    /// A directory others can enter would be a mistake of the user's; the kernel is asked all the
    /// same who is there.
    @Test
    void otherUser_isNotAnswered() throws IOException {
        assumeTrue(Credentials.effectiveUid() == 0, "only root can become somebody else");
        Path runtime = Files.createTempDirectory("zeropane-open-");
        Path program = runtime.resolve("Ask.java");
        Files.writeString(
                program,
                """
                import java.net.*;
                import java.nio.ByteBuffer;
                import java.nio.channels.*;
                class Ask {
                    public static void main(String[] arguments) throws Exception {
                        try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                            socket.connect(UnixDomainSocketAddress.of(arguments[0]));
                            try {
                                socket.write(ByteBuffer.wrap("stats\\n".getBytes()));
                                System.out.println(socket.read(ByteBuffer.allocate(1)));
                            } catch (java.io.IOException e) {
                                System.out.println(-1);
                            }
                        }
                    }
                }
                """);
        try (Program server =
                Program.start(
                        directory,
                        Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                        Zeropane.root().resolve("zeropane").toString(),
                        "gpu",
                        "--socket-path=" + directory.resolve("other.gpu"),
                        "--display=none")) {
            server.err().await("waiting for a VMM", LIMIT);
            Path socket = runtime.resolve("zeropane/" + server.pid() + ".sock");
            Await.untilTrue(() -> "the control socket", LIMIT, () -> isPrivate(socket));
            for (Path path : List.of(runtime, socket.getParent(), socket, program)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            assertEquals("1", answer(program, socket, List.of()));
            List<String> other =
                    List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
            assertEquals("-1", answer(program, socket, other));
        }
        for (Path path : List.of(program, runtime.resolve("zeropane"), runtime)) {
            deleteAll(path);
        }
    }

    /// As it is once it listens.
    private static boolean isPrivate(Path socket) {
        try {
            return Files.getPosixFilePermissions(socket)
                    .equals(PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteAll(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var files = Files.list(path)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /// What a program that asks on the socket read.
    private String answer(Path program, Path socket, List<String> wrapper) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add(program.toString());
        command.add(socket.toString());
        try (Program ask = Program.start(Path.of("/"), Map.of(), command)) {
            ask.awaitExit(0, LIMIT);
            return ask.out().text().strip();
        }
    }
}
