// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import static dev.zeropane.builtinguest.VhostUser.VERSION;
import static dev.zeropane.builtinguest.VhostUser.VHOST_USER_RESET_DEVICE;
import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Messages;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What we send to the VMM's display socket, whatever the guest does in between and however the VMM
/// reads. [VmmScreen] takes no message that QEMU would not survive.
final class DisplaySocketTest extends GuestAttackTest {
    private static final Duration TO_COME = Duration.ofSeconds(10);

    private static final int ID = 7;

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    /// Far more than a socket takes at once.
    private static final int WIDTH = 1024;

    private static final int HEIGHT = 768;

    private VmmScreen screen() {
        return new VmmScreen(vmm().gpuSocket().orElseThrow());
    }

    private static void awaitPicture(VmmScreen screen, int scanout, Picture expected) {
        screen.awaitPicture(scanout, expected, TO_COME);
    }

    private static void awaitOff(VmmScreen screen, int scanout) {
        screen.await("the screen to be off", TO_COME, () -> screen.picture(scanout).isEmpty());
    }

    @Test
    void flushBeforeSetScanout_sendsNoUpdate() {
        VmmScreen screen = screen();
        Framebuffer fb = framebuffer(ID, 64, 48);
        fb.update(fb.bounds());
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 48));
        fb.show(2);
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        awaitPicture(screen, 2, expected);
        assertEquals(
                List.of(2),
                screen.messages().stream()
                        .filter(m ->
                                m.id() == VHOST_USER_GPU_UPDATE || m.id() == VHOST_USER_GPU_SCANOUT)
                        .map(VmmScreen.Message::scanout)
                        .distinct()
                        .toList());
    }

    enum Then {
        OFF,
        UNREF,
        DETACH,
        OTHER_SIZE,
        RESET
    }

    /// Nobody reads: a part of the update fills the socket, and the rest waits.
    private void sendHalf(Framebuffer fb) {
        fb.update(fb.bounds());
        // Whatever it does after the request, it has done when it answers the next ones.
        vmm().getFeatures();
        vmm().getFeatures();
    }

    /// An update has begun, then the guest takes the picture away: every byte that was announced
    /// still comes.
    @ParameterizedTest
    @EnumSource
    void pictureTaken_withAnUpdateHalfSent_isStillWhole(Then then) {
        VmmScreen screen = screen();
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        fb.show(1);
        sendHalf(fb);
        switch (then) {
            case OFF ->
                    assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(1, 0, 0, 0, 0, 0));
            case UNREF -> assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
            case DETACH -> assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
            case OTHER_SIZE ->
                    assertAnswer(
                            VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(1, ID, 5, 5, 100, 50));
            case RESET -> vmm().send(VHOST_USER_RESET_DEVICE, VERSION, new byte[0], List.of());
        }
        fb.fill(fb.bounds(), 0xff00ff);
        int updates = screen.count(VHOST_USER_GPU_UPDATE);
        screen.await("the update", TO_COME, () -> screen.count(VHOST_USER_GPU_UPDATE) > updates);
        switch (then) {
            case OFF, UNREF, RESET -> awaitOff(screen, 1);
            case DETACH -> screen.poll();
            case OTHER_SIZE ->
                    screen.await(
                            "the other size",
                            TO_COME,
                            () -> screen.picture(1).filter(p -> p.width() == 100).isPresent());
        }
        if (then == Then.RESET) {
            restartGuest();
        }
    }

    /// Screens on and off and of all sizes, updates of all shapes, with a reader that falls behind.
    @Test
    void screensChangeWithoutEnd_whileTheVmmReadsSlowly() {
        VmmScreen screen = screen();
        var random = Seed.random("DisplaySocketTest");
        for (int i = 0; i < 1500; i++) {
            int id = 1 + random.nextInt(4);
            int side = 1 + random.nextInt(300);
            int scanout = random.nextInt(Target.OUTPUTS);
            switch (random.nextInt(8)) {
                case 0 -> driver().unref(id);
                case 1 -> driver().create2d(id, random.nextBoolean() ? X8 : 68, side, side);
                case 2 ->
                        driver().attachBacking(
                                        id,
                                        List.of(new Entry(random.nextInt(100) * 4096L, 400_000)));
                case 3 -> driver().detachBacking(id);
                case 4 -> driver().setScanout(scanout, id, new Rect(0, 0, side, side));
                case 5 -> driver().setScanout(scanout, 0, new Rect(0, 0, 0, 0));
                case 6 -> driver().updateCursor(scanout, side, side, id, 0, 0);
                default -> driver().flush(id, new Rect(0, 0, side, 1 + random.nextInt(side)));
            }
            if (random.nextInt(3) == 0) {
                screen.poll();
            }
        }
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        fb.show(0);
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        awaitPicture(screen, 0, expected);
    }

    @Test
    void socketClosedInTheMiddleOfAMessage_theNextShowsThePicture() {
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        fb.show(0);
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        for (int i = 0; i < 20; i++) {
            sendHalf(fb);
            vmm().gpuSetSocket();
        }
        awaitPicture(screen(), 0, expected);
    }

    /// Without another socket to follow it: the guest goes on, shown by nobody.
    @Test
    void socketClosed_theGuestDrawsOn() {
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        fb.show(0);
        fb.update(fb.bounds());
        vmm().gpuSocket().orElseThrow().close();
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        check().await(0, expected);
        vmm().gpuSetSocket();
        awaitPicture(screen(), 0, expected);
    }

    @Test
    void vmmNeverReads_theGuestDrawsOn() {
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        fb.show(0);
        for (int i = 0; i < 300; i++) {
            fb.setPixel(i, i, 0xffffff);
            fb.update(fb.bounds());
        }
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        check().await(0, expected);
        // The latest, once it does read; not all three hundred.
        VmmScreen screen = screen();
        awaitPicture(screen, 0, expected);
        assertTrue(screen.count(VHOST_USER_GPU_UPDATE) < 10, screen::toString);
    }

    record Garbage(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Garbage> garbage() {
        int info = VHOST_USER_GPU_GET_DISPLAY_INFO;
        return Stream.of(
                new Garbage("wrong id", Messages.header(11, 4, 408)),
                new Garbage("id of all bits", Messages.header(-1, 4, 408)),
                new Garbage("no reply flag", Messages.header(info, 0, 408)),
                new Garbage("size of 4 GiB", Messages.header(info, 4, -1)),
                new Garbage("size of 2 GiB", Messages.header(info, 4, Integer.MIN_VALUE)),
                new Garbage("size 0", Messages.header(info, 4, 0)),
                new Garbage("a byte too short", Messages.header(info, 4, 407)),
                new Garbage("a byte too long", Messages.header(info, 4, 409)),
                new Garbage("zeroes", new byte[4096]));
    }

    /// It is given up with one line; the guest's question is answered all the same.
    @ParameterizedTest
    @MethodSource("garbage")
    void garbage_endsTheDisplaySocketAlone(Garbage attack) {
        UnixSocket socket = vmm().gpuSetSocket();
        sendAll(socket, attack.bytes);
        assertEquals(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, driver().getDisplayInfo().type());
        VmmScreen screen = new VmmScreen(socket);
        Await.untilTrue(
                screen::toString,
                TO_COME,
                () -> {
                    screen.poll();
                    return screen.isClosedByPeer();
                });
        vmm().gpuSetSocket();
        assertEquals(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, driver().getDisplayInfo().type());
    }

    @Test
    void answerCutShort_isWaitedForInVain_notByTheGuest() {
        UnixSocket socket = vmm().gpuSetSocket();
        sendAll(socket, Messages.header(VHOST_USER_GPU_GET_DISPLAY_INFO, 4, 408));
        sendAll(socket, new byte[100]);
        for (int i = 0; i < 20; i++) {
            assertEquals(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, driver().getDisplayInfo().type());
        }
    }

    /// Sizes nobody can have, and more answers than questions.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 4097, 16383, 16384, 65536, Integer.MAX_VALUE, -1})
    void sizesOfAllKinds_becomeModes(int side) {
        UnixSocket socket = vmm().gpuSetSocket();
        byte[] answer = new byte[Messages.HEADER + 408];
        System.arraycopy(
                Messages.header(VHOST_USER_GPU_GET_DISPLAY_INFO, 4, 408), 0, answer, 0, 12);
        for (int at = Messages.HEADER + 24; at < answer.length; at += 24) {
            Commands.le(answer).putInt(at + 8, side).putInt(at + 12, side).putInt(at + 16, -1);
        }
        for (int i = 0; i < 100; i++) {
            sendAll(socket, answer);
        }
        var first = driver().getDisplayInfo().displays().getFirst();
        assertTrue(
                first.rect().width() >= 1 && first.rect().width() <= 16384,
                () -> first.rect().toString());
        for (int i = 0; i < Target.OUTPUTS; i++) {
            assertTrue(driver().getEdid(i).length >= 128, "screen " + i);
        }
    }

    private static void sendAll(UnixSocket socket, byte[] bytes) {
        MemorySegment data = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
        long[] at = {0};
        Await.untilTrue(
                () -> "room in the display socket",
                TO_COME,
                () -> {
                    at[0] += socket.send(data.asSlice(at[0]), List.of());
                    return at[0] == bytes.length;
                });
    }
}
