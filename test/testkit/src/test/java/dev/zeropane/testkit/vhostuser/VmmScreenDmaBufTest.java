// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Channel;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages about dma-bufs, written by hand into the other end of the socket, with a memfd instead.
final class VmmScreenDmaBufTest {
    private static final int SIZE = 8192;
    private static final int XR24 = 0x34325258;
    private static final int AB24 = 0x34324241;
    private static final int REPLY = 4;

    private final List<UnixSocket> pair = UnixSocket.pair("display socket");
    private final VmmScreen screen = new VmmScreen(pair.get(0));
    private final Channel device = new Channel(pair.get(1));
    private final Fd buffer = Memfd.create("no dma-buf", SIZE);
    private final Mapping pixels = Mapping.of(buffer, 0, SIZE, Mapping.Access.READ_WRITE);

    @AfterEach
    void close() throws IOException {
        screen.close();
        pixels.close();
        buffer.close();
        pair.forEach(UnixSocket::close);
        assertEquals(0, held(), "descriptors of the buffer");
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertEquals(0, maps.filter(line -> line.contains("no dma-buf")).count());
        }
    }

    private static long held() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(VmmScreenDmaBufTest::isBuffer).count();
        }
    }

    private static boolean isBuffer(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("no dma-buf");
        } catch (IOException e) {
            return false; // closed meanwhile: the listing's own
        }
    }

    private static byte[] words(int... words) {
        ByteBuffer bytes =
                ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(words);
        return bytes.array();
    }

    private void send(int fds, int id, int... payload) {
        device.send(id, 0, words(payload), Collections.nCopies(fds, buffer));
    }

    private void pollAll() {
        while (screen.poll()) {}
    }

    /// Scanout 0 shows all of 20x10 pixels, with 16 bytes after each row.
    private void share() {
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24);
        pollAll();
    }

    private void assertRefused(String reason) {
        String message = assertThrows(FrontendException.class, this::pollAll).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void scanout_showsWhatTheMemoryHoldsNow() {
        share();
        ScreenPicture picture = screen.picture(0).orElseThrow();
        pixels.segment().set(JAVA_INT, 9 * 96 + 19 * 4, 0x123456);
        assertEquals(0x123456, picture.pixel(19, 9));
        pixels.segment().set(JAVA_INT, 9 * 96 + 19 * 4, 0x654321);
        assertEquals(0x654321, picture.pixel(19, 9));
        assertEquals(20, picture.width());
        assertEquals(10, picture.height());
        assertEquals(buffer.id(), screen.dmaBuf(0).orElseThrow().id());
    }

    @Test
    void scanout_ofAPart_beginsAtItsCorner() {
        send(0, VHOST_USER_GPU_SET_PROTOCOL_FEATURES, 2, 0);
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT2, 3, 5, 2, 7, 4, 24, 10, 96, 0, AB24, 0, 0);
        pixels.segment().set(JAVA_INT, 2 * 96 + 5 * 4, 0x80112233);
        pollAll();
        assertEquals(0x80332211, screen.picture(3).orElseThrow().pixel(0, 0));
        assertEquals(
                new VmmScreen.Message(VHOST_USER_GPU_DMABUF_SCANOUT2, 3, new Rect(5, 2, 7, 4)),
                screen.messages().getLast());
    }

    @Test
    void scanout2_notAgreedOn_isRefused() {
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT2, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24, 0, 0);
        assertRefused("not agreed");
    }

    @Test
    void scanout2_withModifier_isRefused() {
        send(0, VHOST_USER_GPU_SET_PROTOCOL_FEATURES, 2, 0);
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT2, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24, 0, 1);
        assertRefused("modifier");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 20, 10, 24, 10, 96, shows",
        "5, 0, 20, 10, 24, 10, 96, shows",
        "0, 1, 20, 10, 24, 10, 96, shows",
        "0, 0, 0, 10, 24, 10, 96, shows",
        "0, 0, 20, 0x7fffffff, 24, 10, 96, shows",
        "0, 0, 20, 10, 0x7fffffff, 10, 96, shows",
        "0, 0, 20, 10, 24, 10, 92, stride",
        "0, 0, 20, 10, 24, 10, 98, stride",
        "0, 0, 20, 10, 24, 10, -96, stride",
        "0, 0, 20, 10, 24, 86, 96, rows",
    })
    void scanout_thatMakesNoSense_isRefused(
            String x,
            String y,
            String width,
            String height,
            String fdWidth,
            String fdHeight,
            String stride,
            String reason) {
        int[] payload =
                Stream.of("0", x, y, width, height, fdWidth, fdHeight, stride, "0")
                        .mapToInt(Integer::decode)
                        .toArray();
        int[] whole = Arrays.copyOf(payload, 10);
        whole[9] = XR24;
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT, whole);
        assertRefused(reason);
    }

    @Test
    void scanout_ofAnotherFormat_isRefused() {
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT, 0, 0, 0, 20, 10, 20, 10, 96, 0, 0x34325842);
        assertRefused("fourcc 0x34325842");
    }

    @Test
    void scanout_upsideDown_isRefused() {
        send(1, VHOST_USER_GPU_DMABUF_SCANOUT, 0, 0, 0, 20, 10, 20, 10, 96, 1, XR24);
        assertRefused("fd_flags 0x1");
    }

    @Test
    void scanout_ofHalfAPage_isRefused() {
        try (Fd odd = Memfd.create("half a page", 6144)) {
            byte[] payload = words(0, 0, 0, 20, 10, 20, 10, 96, 0, XR24);
            device.send(VHOST_USER_GPU_DMABUF_SCANOUT, 0, payload, List.of(odd));
            assertRefused("in 6144");
        }
    }

    @Test
    void scanout_withTwoDescriptors_isRefused() {
        send(2, VHOST_USER_GPU_DMABUF_SCANOUT, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24);
        assertRefused("2 descriptors");
    }

    @Test
    void scanout_descriptorInTheMiddle_isRefused() {
        byte[] message =
                words(VHOST_USER_GPU_DMABUF_SCANOUT, 0, 40, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24);
        RawBytes.send(pair.get(1), Arrays.copyOf(message, 4), List.of());
        pollAll();
        RawBytes.send(pair.get(1), Arrays.copyOfRange(message, 4, 52), List.of(buffer));
        assertRefused("middle");
    }

    @Test
    void scanout_withoutDescriptor_isRefused() {
        send(0, VHOST_USER_GPU_DMABUF_SCANOUT, 0, 0, 0, 20, 10, 20, 10, 96, 0, XR24);
        assertRefused("without its descriptor");
    }

    @Test
    void nothing_endsTheScanout() {
        share();
        send(0, VHOST_USER_GPU_DMABUF_SCANOUT, new int[10]);
        pollAll();
        assertTrue(screen.picture(0).isEmpty());
        assertTrue(screen.dmaBuf(0).isEmpty());
        send(0, VHOST_USER_GPU_DMABUF_SCANOUT, new int[10]);
        assertRefused("does not show");
    }

    @Test
    void scanout_anotherBuffer_letsGoOfTheFirst() throws IOException {
        share();
        share();
        assertEquals(2, held());
    }

    @Test
    void pixels_whileADmaBufIsShown_areRefused() {
        share();
        send(0, VHOST_USER_GPU_UPDATE, 0, 0, 0, 1, 1, 7);
        assertRefused("shows a dma-buf");
    }

    @Test
    void plainScanout_whileADmaBufIsShown_isRefused() {
        share();
        send(0, VHOST_USER_GPU_SCANOUT, 0, 20, 10);
        assertRefused("leaves QEMU with the dma-buf");
    }

    @Test
    void update_isAnsweredAtOnce() {
        share();
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 1, 2, 3, 4);
        pollAll();
        Channel.Message answer = device.receive();
        assertEquals(VHOST_USER_GPU_DMABUF_UPDATE, answer.request());
        assertEquals(REPLY, answer.flags());
        assertEquals(0, answer.payload().length);
        assertEquals(
                new VmmScreen.Message(VHOST_USER_GPU_DMABUF_UPDATE, 0, new Rect(1, 2, 3, 4)),
                screen.messages().getLast());
    }

    @Test
    void update_held_isAnsweredWhenTold() {
        share();
        screen.holdDmaBufUpdates(true);
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 1, 2, 3, 4);
        pollAll();
        device.timeout(Duration.ofMillis(20));
        assertThrows(FrontendException.TimedOut.class, device::receive);
        screen.holdDmaBufUpdates(false);
        assertEquals(VHOST_USER_GPU_DMABUF_UPDATE, device.receive().request());
    }

    @Test
    void update_beforeTheLastWasAnswered_isRefused() {
        share();
        screen.holdDmaBufUpdates(true);
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 1, 2, 3, 4);
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 1, 2, 3, 4);
        assertRefused("before the last was answered");
    }

    @Test
    void update_ofPixels_isRefused() {
        send(0, VHOST_USER_GPU_SCANOUT, 0, 20, 10);
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 1, 2, 3, 4);
        assertRefused("shows no dma-buf");
    }

    @Test
    void update_outsideTheScanout_isRefused() {
        share();
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 18, 2, 3, 4);
        assertRefused("not within 20x10");
    }

    @Test
    void update_withPixels_isRefused() {
        share();
        send(0, VHOST_USER_GPU_DMABUF_UPDATE, 0, 0, 0, 1, 1, 7);
        assertRefused("not 20");
    }
}
