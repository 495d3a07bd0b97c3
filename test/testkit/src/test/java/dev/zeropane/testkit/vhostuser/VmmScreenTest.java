// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Channel;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver.DisplayInfo;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages written by hand into the other end of the socket.
final class VmmScreenTest {
    private final List<UnixSocket> pair = UnixSocket.pair("display socket");
    private final VmmScreen screen = new VmmScreen(pair.get(0));
    private final Channel device = new Channel(pair.get(1));

    @AfterEach
    void closeBoth() {
        screen.close();
        pair.forEach(UnixSocket::close);
    }

    private static byte[] words(int... words) {
        ByteBuffer bytes =
                ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(words);
        return bytes.array();
    }

    private void send(int id, int... payload) {
        device.send(id, 0, words(payload), List.of());
    }

    private void pollAll() {
        while (screen.poll()) {}
    }

    private String failure() {
        String message = assertThrows(FrontendException.class, this::pollAll).getMessage();
        String again = assertThrows(FrontendException.class, screen::poll).getMessage();
        assertEquals(message, again);
        return message;
    }

    private void assertRefused(String reason, int id, int... payload) {
        send(id, payload);
        String message = failure();
        assertTrue(message.contains("message " + id + " "), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void update_beforeScanout_isRefused() {
        assertRefused("before any SCANOUT", VHOST_USER_GPU_UPDATE, 0, 0, 0, 1, 1, 7);
    }

    @Test
    void update_ofAnotherScanout_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 1, 4, 4);
        assertRefused("before any SCANOUT", VHOST_USER_GPU_UPDATE, 0, 0, 0, 1, 1, 7);
    }

    @Test
    void update_afterScanoutIsDisabled_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        send(VHOST_USER_GPU_SCANOUT, 0, 0, 0);
        assertRefused("before any SCANOUT", VHOST_USER_GPU_UPDATE, 0, 0, 0, 1, 1, 7);
    }

    @Test
    void update_payloadTooShort_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        assertRefused("not 28", VHOST_USER_GPU_UPDATE, 0, 0, 0, 2, 1, 7);
    }

    @Test
    void update_payloadTooLong_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        assertRefused("not 24", VHOST_USER_GPU_UPDATE, 0, 0, 0, 1, 1, 7, 7);
    }

    @Test
    void update_payloadWithoutRectangle_isRefused() {
        assertRefused("16 bytes", VHOST_USER_GPU_UPDATE, 0, 0, 0, 1);
    }

    @Test
    void update_outsideScanout_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        assertRefused("not within 4x4", VHOST_USER_GPU_UPDATE, 0, 3, 0, 2, 1, 7, 7);
    }

    @Test
    void update_hugeRectangle_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        assertRefused("not within", VHOST_USER_GPU_UPDATE, 0, 1, 1, Integer.MAX_VALUE, 1 << 30);
    }

    @Test
    void update_emptyRectangle_isRefused() {
        send(VHOST_USER_GPU_SCANOUT, 0, 4, 4);
        assertRefused("not within", VHOST_USER_GPU_UPDATE, 0, 0, 0, 0, 0);
    }

    @Test
    void anyMessage_scanoutOutOfRange_isRefused() {
        assertRefused("scanout 16", VHOST_USER_GPU_SCANOUT, 16, 4, 4);
    }

    @Test
    void scanout_heightOnly_isRefused() {
        assertRefused("0x4", VHOST_USER_GPU_SCANOUT, 0, 0, 4);
    }

    @Test
    void scanout_wrongSize_isRefused() {
        assertRefused("not 12", VHOST_USER_GPU_SCANOUT, 0, 4, 4, 0);
    }

    @Test
    void cursorUpdate_wrongSize_isRefused() {
        assertRefused("not 16404", VHOST_USER_GPU_CURSOR_UPDATE, 0, 1, 2, 3, 4, 5);
    }

    @Test
    void unknownMessage_isRefused() {
        assertRefused("not one", 13);
    }

    @Test
    void setProtocolFeatures_notOffered_isRefused() {
        screen.offer(0);
        assertRefused("0x1", VHOST_USER_GPU_SET_PROTOCOL_FEATURES, 1, 0);
    }

    @Test
    void anyMessage_withFlags_isRefused() {
        device.send(VHOST_USER_GPU_SCANOUT, 4, words(0, 4, 4), List.of());
        assertTrue(failure().contains("flags 0x4"));
    }

    @Test
    void anyMessage_withFlagsIgnored_isTaken() {
        screen.ignoreFlags();
        device.send(VHOST_USER_GPU_SCANOUT, 0x7fc0, words(0, 4, 4), List.of());
        pollAll();
        assertTrue(screen.picture(0).isPresent());
    }

    @Test
    void anyMessage_withDescriptor_isRefused() {
        device.send(VHOST_USER_GPU_SCANOUT, 0, words(0, 4, 4), List.of(pair.get(0).fd()));
        assertTrue(failure().contains("descriptor"));
    }

    @Test
    void update_fullWidthThenPart_pixelsAreInPlace() {
        send(VHOST_USER_GPU_SCANOUT, 2, 3, 2);
        send(VHOST_USER_GPU_UPDATE, 2, 0, 0, 3, 2, 1, 2, 3, 4, 5, 6);
        send(VHOST_USER_GPU_UPDATE, 2, 1, 0, 2, 2, 20, 30, 50, 0xff000060);
        pollAll();
        ScreenPicture picture = screen.picture(2).orElseThrow();
        assertArrayEquals(words(1, 20, 30, 4, 50, 0xff000060), picture.memory().toArray(JAVA_BYTE));
        assertEquals(0xff000060, picture.pixel(2, 1));
        assertEquals(2, screen.count(VHOST_USER_GPU_UPDATE));
        assertEquals(
                List.of(
                        new VmmScreen.Message(7, 2, new Rect(0, 0, 3, 2)),
                        new VmmScreen.Message(8, 2, new Rect(0, 0, 3, 2)),
                        new VmmScreen.Message(8, 2, new Rect(1, 0, 2, 2))),
                screen.messages());
    }

    @Test
    void update_byteByByte_countsWhenItIsWhole() {
        send(VHOST_USER_GPU_SCANOUT, 0, 1, 1);
        byte[] update = words(VHOST_USER_GPU_UPDATE, 0, 24, 0, 0, 0, 1, 1, 0x123456);
        for (byte one : update) {
            assertEquals(0, screen.count(VHOST_USER_GPU_UPDATE));
            RawBytes.send(pair.get(1), new byte[] {one}, List.of());
            pollAll();
        }
        assertEquals(1, screen.count(VHOST_USER_GPU_UPDATE));
        assertEquals(0x123456, screen.picture(0).orElseThrow().pixel(0, 0));
    }

    @Test
    void poll_manyMessagesWait_takesOne() {
        send(VHOST_USER_GPU_SCANOUT, 0, 1, 1);
        send(VHOST_USER_GPU_SCANOUT, 1, 1, 1);
        assertTrue(screen.poll());
        assertEquals(1, screen.messages().size());
        assertTrue(screen.picture(1).isEmpty());
    }

    @Test
    void scanout_anotherGeometry_newPicture() {
        send(VHOST_USER_GPU_SCANOUT, 0, 1, 1);
        pollAll();
        ScreenPicture first = screen.picture(0).orElseThrow();
        assertSame(first, screen.picture(0).orElseThrow());
        send(VHOST_USER_GPU_SCANOUT, 0, 5, 4);
        pollAll();
        assertEquals(5, screen.picture(0).orElseThrow().width());
        assertEquals(4, screen.picture(0).orElseThrow().height());
    }

    @Test
    void cursor_updateMoveHide_areKept() {
        int[] payload = new int[5 + CURSOR_SIDE * CURSOR_SIDE];
        payload[1] = 10;
        payload[2] = 20;
        payload[3] = 3;
        payload[4] = 4;
        payload[5 + CURSOR_SIDE] = 0x80ffffff;
        send(VHOST_USER_GPU_CURSOR_UPDATE, payload);
        send(VHOST_USER_GPU_CURSOR_POS, 0, 11, 21);
        send(VHOST_USER_GPU_CURSOR_POS_HIDE, 0, 0, 0);
        pollAll();
        assertEquals(0x80ffffff, screen.cursor().pixel(0, 1));
        assertEquals(new VmmScreen.HotSpot(3, 4), screen.cursorHotSpot());
        assertEquals(new Rect(10, 20, 64, 64), screen.messages().get(0).rect());
        assertEquals(
                new VmmScreen.Message(VHOST_USER_GPU_CURSOR_POS, 0, new Rect(11, 21, 0, 0)),
                screen.messages().get(1));
        assertEquals(1, screen.count(VHOST_USER_GPU_CURSOR_POS_HIDE));
    }

    @Test
    void protocolFeatures_areAnsweredAndRemembered() {
        send(VHOST_USER_GPU_GET_PROTOCOL_FEATURES);
        send(VHOST_USER_GPU_SET_PROTOCOL_FEATURES, 1, 0);
        pollAll();
        Channel.Message reply = device.receive();
        assertEquals(VHOST_USER_GPU_GET_PROTOCOL_FEATURES, reply.request());
        assertEquals(4, reply.flags());
        assertArrayEquals(words(3, 0), reply.payload());
        assertEquals(1, screen.negotiatedFeatures());
    }

    @Test
    void getDisplayInfo_isAnsweredWithTheDisplaysSet() {
        screen.displays(List.of(new DisplayInfo.Display(new Rect(1, 2, 3, 4), true, 5)));
        send(VHOST_USER_GPU_GET_DISPLAY_INFO);
        pollAll();
        byte[] payload = device.receive().payload();
        assertEquals(408, payload.length);
        ByteBuffer reply = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, reply.getInt(0));
        for (int i = 0; i < 6; i++) {
            assertEquals(List.of(1, 2, 3, 4, 1, 5).get(i), reply.getInt(24 + 4 * i));
        }
    }

    @Test
    void getDisplayInfo_held_holdsUpWhatIsBehindIt() {
        screen.holdDisplayInfo(true);
        send(VHOST_USER_GPU_GET_DISPLAY_INFO);
        send(VHOST_USER_GPU_GET_EDID, 0);
        pollAll();
        device.timeout(Duration.ofMillis(20));
        assertThrows(FrontendException.TimedOut.class, device::receive);
        screen.holdDisplayInfo(false);
        assertEquals(VHOST_USER_GPU_GET_DISPLAY_INFO, device.receive().request());
        Channel.Message edid = device.receive();
        assertEquals(VHOST_USER_GPU_GET_EDID, edid.request());
        assertEquals(1056, edid.payload().length);
    }

    @Test
    void await_nothingComes_timesOut() {
        Duration limit = Duration.ofMillis(20);
        assertThrows(FrontendException.TimedOut.class, () -> screen.awaitUpdates(1, limit));
    }

    @Test
    void poll_deviceCloses_isSeenAfterWhatItSent() {
        send(VHOST_USER_GPU_SCANOUT, 0, 1, 1);
        pair.get(1).close();
        assertTrue(screen.poll());
        assertFalse(screen.isClosedByPeer());
        assertFalse(screen.poll());
        assertTrue(screen.isClosedByPeer());
        Duration limit = Duration.ofSeconds(5);
        assertThrows(FrontendException.Closed.class, () -> screen.awaitUpdates(1, limit));
    }

    @Test
    void poll_deviceAsksAndGoesWithoutReading_isTheEnd() {
        send(VHOST_USER_GPU_GET_DISPLAY_INFO);
        pair.get(1).close();
        pollAll();
        assertTrue(screen.isClosedByPeer());
        assertEquals(1, screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO));
    }
}
