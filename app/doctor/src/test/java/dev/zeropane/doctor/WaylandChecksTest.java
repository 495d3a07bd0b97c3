// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.doctor.Finding.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The compositor's side is written here, with bytes of its own; a real one is asked by the tests
/// in `it`.
@Timeout(120)
final class WaylandChecksTest {
    private static final String DMABUF = "zwp_linux_dmabuf_v1";
    private static final int REGISTRY = 2;
    private static final int CALLBACK = 3;

    @TempDir Path runtime;

    private final Map<String, String> environment = new HashMap<>();
    private ServerSocketChannel server;
    private int globals;

    @BeforeEach
    void listen() throws IOException {
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        environment.put("WAYLAND_DISPLAY", "wayland-7");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(runtime.resolve("wayland-7")));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void dmabuf_offered_ok() throws IOException {
        assertFindings(Status.OK, Status.OK, global("wl_shm", 1), global(DMABUF, 4), done());
    }

    @Test
    void dmabuf_notOffered_warns() throws IOException {
        assertFindings(Status.OK, Status.WARN, global("wl_shm", 1), done(), global(DMABUF, 4));
    }

    @Test
    void interfacesOfWindows_areTold() throws IOException {
        Finding wayland =
                assertFindings(
                        Status.OK,
                        Status.WARN,
                        global("xdg_wm_base", 6),
                        global("wp_viewporter", 1),
                        done());
        assertEquals(List.of("xdg_wm_base", "wp_viewporter"), wayland.values().get("offered"));
        assertTrue(
                wayland.text()
                        .endsWith(
                                "answers, without wp_fractional_scale_manager_v1,"
                                        + " zxdg_decoration_manager_v1"),
                wayland.text());
    }

    @Test
    void messages_inPieces_areJoined() throws IOException {
        byte[] all = global(DMABUF, 3);
        byte[][] pieces = new byte[all.length + 1][];
        for (int i = 0; i < all.length; i++) {
            pieces[i] = new byte[] {all[i]};
        }
        pieces[all.length] = done();
        assertFindings(Status.OK, Status.OK, pieces);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 10, 1 << 16 | 7})
    void message_wrongLength_warns(int length) throws IOException {
        assertFindings(Status.WARN, Status.INFO, words(REGISTRY, length << 16, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9, Integer.MAX_VALUE})
    void global_wrongStringLength_warns(int length) throws IOException {
        assertFindings(Status.WARN, Status.INFO, words(REGISTRY, 24 << 16, 1, length, 0, 0));
    }

    @Test
    void error_warns_withItsText() throws IOException {
        Finding wayland =
                assertFindings(
                        Status.WARN,
                        Status.INFO,
                        words(1, 24 << 16, REGISTRY, 3, 4, 'n' | 'o' << 8));
        assertEquals(
                "no window can be opened: the compositor reports error 3 of wl_registry@2: no",
                wayland.text());
    }

    @Test
    void end_warns() throws IOException {
        assertFindings(Status.WARN, Status.INFO, global("wl_shm", 1));
    }

    @Test
    void endless_warns() throws IOException {
        byte[] much = new byte[64 * 1024];
        ByteBuffer messages = ByteBuffer.wrap(much);
        while (messages.hasRemaining()) {
            messages.put(words(REGISTRY, 16 << 16 | 1, 0, 0));
        }
        byte[][] endless = new byte[64][];
        Arrays.fill(endless, much);
        assertFindings(Status.WARN, Status.INFO, endless);
    }

    @Test
    void silent_warnsInTime() {
        long start = System.nanoTime();
        // Nobody accepts; the kernel connects all the same.
        List<Finding> findings = examine();
        assertEquals(Status.WARN, findings.getFirst().status());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(60).toNanos());
    }

    @Test
    void socket_missing_warnsOnlyIfNamed() {
        environment.put("WAYLAND_DISPLAY", "wayland-8");
        assertEquals(Status.WARN, examine().getFirst().status());
        environment.remove("WAYLAND_DISPLAY");
        assertEquals(Status.INFO, examine().getFirst().status());
    }

    @Test
    void runtimeDirectory_notSet_warns() {
        environment.remove("XDG_RUNTIME_DIR");
        assertEquals(Status.WARN, examine().getFirst().status());
    }

    private Finding assertFindings(Status wayland, Status dmabuf, byte[]... said)
            throws IOException {
        Thread compositor = Thread.ofPlatform().start(() -> say(said));
        List<Finding> findings = examine();
        server.close();
        assertEquals(
                List.of(wayland, dmabuf),
                findings.stream().map(Finding::status).toList(),
                findings.toString());
        try {
            compositor.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return findings.getFirst();
    }

    private void say(byte[]... said) {
        try (SocketChannel client = server.accept()) {
            ByteBuffer requests = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
            while (requests.hasRemaining() && client.read(requests) > 0) {}
            // wl_display.get_registry(2), wl_display.sync(3)
            assertEquals(
                    ByteBuffer.wrap(words(1, 12 << 16 | 1, 2, 1, 12 << 16, 3)), requests.flip());
            for (byte[] part : said) {
                int _ = client.write(ByteBuffer.wrap(part));
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Finding> examine() {
        return WaylandChecks.examine(
                new Host(runtime, environment, device -> Optional.empty(), Optional::empty));
    }

    private byte[] global(String name, int version) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        int padded = (bytes.length + 1 + 3) / 4 * 4;
        byte[] message = new byte[8 + 4 + 4 + padded + 4];
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        buffer.putInt(REGISTRY).putInt(message.length << 16).putInt(++globals);
        buffer.putInt(bytes.length + 1).put(bytes);
        buffer.putInt(message.length - 4, version);
        return message;
    }

    private static byte[] done() {
        return words(CALLBACK, 12 << 16, 99);
    }

    private static byte[] words(int... words) {
        byte[] message = new byte[words.length * Integer.BYTES];
        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).asIntBuffer().put(words);
        return message;
    }
}
