// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.service.DeviceRig.Setup;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Dma-bufs on the VMM's display socket, from the device as it runs. Memfds stand in for them.
final class DmaBufDisplayTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(60);

    /// For a guest that is not waited for: far less than the patience with a VMM that is silent.
    private static final Duration PROMPT = Duration.ofSeconds(1);

    private static final int OK = VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA;
    private static final Rect NOWHERE = new Rect(0, 0, 0, 0);
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final long BYTES = 4L * WIDTH * HEIGHT;

    private DeviceRig rig;
    private VmmScreen screen;
    private StandInBuffers buffers;

    private void start(Setup setup) throws IOException {
        rig =
                new DeviceRig(
                        setup.withUi(VmmPictures.DMA_BUFS)
                                .withExporter(
                                        pinned -> buffers = new StandInBuffers().within(pinned)));
        attach();
    }

    private void start() throws IOException {
        start(Setup.PLAIN.withoutReader());
    }

    /// Looks at the machine's present display socket.
    private void attach() {
        if (screen != null) {
            screen.close();
        }
        screen = new VmmScreen(rig.vmm().gpuSocket().orElseThrow());
        rig.driver().meanwhile(() -> screen.poll());
    }

    /// From here on the VMM does not read while the guest waits for the device.
    private void neglect() {
        rig.driver().meanwhile(() -> false);
        rig.driver().timeout(PROMPT);
    }

    @AfterEach
    void close() {
        if (screen != null) {
            screen.close();
        }
        if (rig != null) {
            rig.close();
        }
        assertEquals(0, held(), "stand-ins left open");
    }

    /// Descriptors of stand-ins in this process, which is the device and the VMM.
    private static long held() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(DmaBufDisplayTest::isStandIn).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStandIn(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("memfd:stand-in");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private void awaitHeld(int count) {
        await(count + " descriptors", () -> held() == count);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + ": not in time, " + screen);
            if (!screen.poll()) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /// Reads until nothing more comes.
    private void drain() {
        long lastNews = System.nanoTime();
        while (System.nanoTime() - lastNews < QUIET.toNanos()) {
            if (screen.poll()) {
                lastNews = System.nanoTime();
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private void update(Framebuffer fb, Rect rect) {
        buffers.refresh();
        fb.update(rect);
    }

    private void update(Framebuffer fb) {
        update(fb, fb.bounds());
    }

    private static boolean equal(ScreenPicture picture, Framebuffer fb, Rect part) {
        if (picture.width() != part.width() || picture.height() != part.height()) {
            return false;
        }
        for (int y = 0; y < part.height(); y++) {
            for (int x = 0; x < part.width(); x++) {
                int expected = fb.getPixel(part.x() + x, part.y() + y);
                if (((picture.pixel(x, y) ^ expected) & 0xffffff) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean shows(int scanout, Framebuffer fb, Rect part) {
        return screen.picture(scanout).filter(picture -> equal(picture, fb, part)).isPresent();
    }

    private boolean shows(Framebuffer fb) {
        return shows(0, fb, fb.bounds());
    }

    /// A picture in which every pixel differs from its neighbours.
    private static void draw(Framebuffer fb, int seed) {
        for (int y = 0; y < fb.height(); y++) {
            for (int x = 0; x < fb.width(); x++) {
                fb.setPixel(x, y, 0xff000000 | (((x * 31 + y * 7919 + seed) * 2654435) >>> 3));
            }
        }
    }

    private Framebuffer drawn(int id, int width, int height) {
        Framebuffer fb = rig.framebuffer(id, width, height);
        draw(fb, id);
        return fb;
    }

    private Framebuffer shown(int id, int width, int height) {
        Framebuffer fb = drawn(id, width, height);
        fb.show(0);
        update(fb);
        await("the picture", () -> shows(fb));
        drain();
        return fb;
    }

    private Framebuffer shown(int id) {
        return shown(id, WIDTH, HEIGHT);
    }

    private int count(int message) {
        return screen.count(message);
    }

    private RigStats stats() {
        return RigStats.of(rig);
    }

    private void assertShared() {
        assertTrue(screen.dmaBuf(0).isPresent(), screen::toString);
        assertEquals("exported", stats().dmaBuf());
    }

    private void assertPixels(String why) {
        assertTrue(screen.dmaBuf(0).isEmpty(), screen::toString);
        assertEquals(why, stats().dmaBuf());
    }

    @Test
    void picture_comesAsDmaBuf_andNothingIsCopied() throws IOException {
        start();
        Framebuffer fb = shown(1);
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(0, count(VHOST_USER_GPU_SCANOUT) + count(VHOST_USER_GPU_UPDATE));
        assertEquals(VHOST_USER_GPU_PROTOCOL_F_DMABUF2, screen.negotiatedFeatures());
        assertShared();
        assertEquals(0, stats().bytesCopied());
        assertEquals(BYTES, stats().pinned());
        stats().assertNothingWaits();
        // In place, with no message.
        int before = screen.messages().size();
        fb.setPixel(17, 40, 0xff010203);
        buffers.refresh();
        assertEquals(0x010203, screen.picture(0).orElseThrow().pixel(17, 40) & 0xffffff);
        drain();
        assertEquals(before, screen.messages().size());
    }

    @Test
    void bufferOfThePicture_isWholePages() throws IOException {
        start();
        shown(1, 64, 100);
        assertEquals(28672, screen.dmaBuf(0).orElseThrow().size());
        assertEquals(28672, stats().pinned());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, VHOST_USER_GPU_PROTOCOL_F_EDID})
    void vmmWithoutModifiers_getsTheOlderMessage(long features) throws IOException {
        start();
        screen.offer(features);
        shown(1);
        assertShared();
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT));
        assertEquals(0, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(0, screen.negotiatedFeatures());
        off();
        await("darkness", () -> screen.picture(0).isEmpty());
        assertEquals(2, count(VHOST_USER_GPU_DMABUF_SCANOUT));
    }

    private void off() {
        assertEquals(OK, rig.driver().setScanout(0, 0, NOWHERE));
    }

    /// It reads, and does not say what it can: nothing but questions is sent.
    @Test
    void vmmThatAnswersLate_seesTheLatestThen() throws IOException {
        start();
        screen.holdDisplayInfo(true);
        Framebuffer fb = drawn(1, WIDTH, HEIGHT);
        rig.driver().timeout(PROMPT);
        for (int i = 0; i < 50; i++) {
            fb.show(0);
            update(fb);
        }
        drain();
        assertEquals(1, count(VHOST_USER_GPU_GET_PROTOCOL_FEATURES));
        assertTrue(screen.picture(0).isEmpty());
        assertEquals(0, stats().shown());
        stats().assertAddsUp();
        screen.holdDisplayInfo(false);
        await("the picture", () -> shows(fb));
        drain();
        assertEquals(1, stats().shown());
        stats().assertNothingWaits();
    }

    @Test
    void updateNotAnswered_damageAddsUp_andTheNextWaits() throws IOException {
        start();
        Framebuffer fb = shown(1);
        long dropped = stats().dropped();
        int before = count(VHOST_USER_GPU_DMABUF_UPDATE);
        screen.forgetMessages();
        screen.holdDmaBufUpdates(true);
        Rect first = new Rect(3, 5, 7, 2);
        update(fb, first);
        drain();
        fb.fill(new Rect(10, 10, 5, 5), 0xff00ff00);
        update(fb, new Rect(10, 10, 5, 5));
        update(fb, new Rect(100, 20, 9, 4));
        rig.driver().moveCursor(0, 1, 2, 0);
        drain();
        assertEquals(updates(first), screen.messages());
        screen.holdDmaBufUpdates(false);
        drain();
        assertEquals(before + 2, count(VHOST_USER_GPU_DMABUF_UPDATE));
        assertTrue(shows(fb));
        stats().assertNothingWaits();
        assertEquals(dropped + 1, stats().dropped());
    }

    private static List<VmmScreen.Message> updates(Rect rect) {
        return List.of(new VmmScreen.Message(VHOST_USER_GPU_DMABUF_UPDATE, 0, rect));
    }

    @Test
    void damageThatAddedUp_isOneRectangle() throws IOException {
        start();
        Framebuffer fb = shown(1);
        screen.holdDmaBufUpdates(true);
        update(fb, new Rect(0, 0, 1, 1));
        drain();
        screen.forgetMessages();
        update(fb, new Rect(10, 10, 5, 5));
        update(fb, new Rect(100, 20, 9, 4));
        screen.holdDmaBufUpdates(false);
        drain();
        assertEquals(updates(new Rect(10, 10, 99, 14)), screen.messages());
    }

    @Test
    void vmmThatNeverAnswers_guestGoesOn_andLaterTheLatestShows() throws IOException {
        start();
        Framebuffer front = shown(1);
        Framebuffer back = drawn(2, WIDTH, HEIGHT);
        screen.holdDmaBufUpdates(true);
        rig.driver().timeout(PROMPT);
        long before = stats().shown();
        for (int i = 0; i < 300; i++) {
            back.show(0);
            back.update(back.bounds());
            front.show(0);
            front.update(new Rect(0, 0, 16, 16));
        }
        assertTrue(rig.driver().getDisplayInfo().displays().getFirst().enabled());
        // One that is never answered was still shown by nobody.
        assertEquals(before, stats().shown());
        stats().assertAddsUp();
        assertTrue(stats().dropped() > 1000, () -> stats().toString());
        int messages = screen.messages().size();
        buffers.refresh();
        screen.holdDmaBufUpdates(false);
        await("the latest", () -> shows(front));
        drain();
        // A SCANOUT2, which it may have been told of already, an update, and the size again.
        assertTrue(screen.messages().size() <= messages + 3, screen::toString);
        stats().assertNothingWaits();
    }

    @Test
    void vmmThatNeverReads_guestGoesOn_andFewDescriptorsWait() throws IOException {
        start();
        Framebuffer front = shown(1);
        Framebuffer back = drawn(2, WIDTH, HEIGHT);
        neglect();
        for (int i = 0; i < 300; i++) {
            back.show(0);
            back.update(back.bounds());
            front.show(0);
            front.update(front.bounds());
        }
        stats().assertAddsUp();
        // Each of the two is held once by the device, once by the VMM, and once in the socket.
        assertTrue(held() <= 5, () -> held() + " descriptors");
        rig.driver().meanwhile(() -> screen.poll());
        back.show(0);
        update(back);
        await("the latest", () -> shows(back));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void flips_exportEachBufferOnce(int number) throws IOException {
        start();
        Framebuffer[] all = new Framebuffer[number];
        for (int i = 0; i < number; i++) {
            all[i] = shown(1 + i);
        }
        assertEquals(number * BYTES, stats().pinned());
        Set<FileId> seen = new HashSet<>();
        int before = count(VHOST_USER_GPU_DMABUF_SCANOUT2);
        for (int i = 0; i < 30; i++) {
            Framebuffer next = all[i % number];
            next.fill(new Rect(0, 0, 4, 4), 0xff000000 | i);
            next.show(0);
            update(next);
            await("flip " + i, () -> shows(next));
            drainUpdates();
            seen.add(screen.dmaBuf(0).orElseThrow().id());
        }
        assertEquals(before + 30, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(number, seen.size());
        assertEquals(number * BYTES, stats().pinned());
        assertEquals(0, stats().bytesCopied());
        awaitHeld(number + 1);
    }

    /// Until every update given was shown.
    private void drainUpdates() {
        await("nothing to wait", () -> stats().shown() + stats().dropped() == stats().given());
    }

    @Test
    void sameBufferAgain_isNotSentAgain() throws IOException {
        start();
        Framebuffer fb = shown(1);
        for (int i = 0; i < 10; i++) {
            fb.show(0);
            update(fb);
        }
        drain();
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
    }

    @Test
    void refusedBuffer_comesAsPixels_andStatsSayWhy() throws IOException {
        start();
        buffers.refuse(true);
        Framebuffer fb = shown(1);
        assertPixels("too-many-runs");
        assertEquals("the test refuses; wait", stats().refusal().orElseThrow());
        assertEquals(0, stats().pinned());
        assertEquals(1, count(VHOST_USER_GPU_SCANOUT));
        buffers.refuse(false);
        fb.show(0);
        drain();
        assertPixels("too-many-runs");
        // Other pages may do.
        assertEquals(OK, rig.driver().detachBacking(1));
        assertEquals(OK, rig.driver().attachBacking(1, fb.entries()));
        fb.show(0);
        update(fb);
        await("the picture", () -> screen.dmaBuf(0).isPresent() && shows(fb));
        assertShared();
    }

    @ParameterizedTest
    @ValueSource(ints = {1366, 100, 1440, 1})
    void rowsThatGpusDoNotTake_comeAsPixels(int width) throws IOException {
        start();
        shown(1, width, 200);
        assertPixels("not-wanted");
        assertEquals(0, stats().pinned());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 67, 134})
    void formatsThatGpusTake_comeAsDmaBufs(int format) throws IOException {
        start();
        format(format);
        assertShared();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 68, 121})
    void formatsThatGpusDoNotTake_comeAsPixels(int format) throws IOException {
        start();
        format(format);
        assertPixels("not-wanted");
    }

    private void format(int format) {
        Framebuffer fb =
                Framebuffer.create(rig.driver(), rig.vmm().ram(), 1, format, 320, 200, true);
        draw(fb, 5);
        fb.show(0);
        update(fb);
        await("the picture", () -> shows(fb));
    }

    @Test
    void partFromTheTopLeft_isShownInPlace() throws IOException {
        start();
        Framebuffer fb = drawn(1, 1024, 800);
        Rect part = new Rect(0, 0, 700, 600);
        assertEquals(OK, rig.driver().setScanout(0, 1, part));
        update(fb);
        await("the part", () -> shows(0, fb, part));
        assertShared();
        assertEquals(0, stats().bytesCopied());
    }

    /// QEMU shows a dma-buf from its top left, whatever the message says.
    @ParameterizedTest
    @CsvSource({"64,0", "0,57", "101,57"})
    void partFromElsewhere_comesAsPixels(int x, int y) throws IOException {
        start();
        Framebuffer fb = drawn(1, 1024, 800);
        Rect part = new Rect(x, y, 700, 600);
        assertEquals(OK, rig.driver().setScanout(0, 1, part));
        update(fb);
        await("the part", () -> shows(0, fb, part));
        assertPixels("not-wanted");
        fb.show(0);
        update(fb);
        await("the whole", () -> shows(fb));
        assertShared();
        assertEquals(OK, rig.driver().setScanout(0, 1, part));
        await("the part", () -> shows(0, fb, part));
        assertTrue(screen.dmaBuf(0).isEmpty());
    }

    @Test
    void exportedAndNot_inTurn_eachIsRight() throws IOException {
        start();
        for (int i = 0; i < 20; i++) {
            int id = 1 + i;
            buffers.refuse(i % 2 == 1);
            // The same size as the last, or another.
            shown(id, WIDTH, i % 4 < 2 ? HEIGHT : 400);
            assertEquals(i % 2 == 0, screen.dmaBuf(0).isPresent());
            stats().assertNothingWaits();
            if (i > 0) {
                assertEquals(OK, rig.driver().unref(id - 1));
            }
        }
        assertEquals(0, stats().pinned());
        awaitHeld(0);
    }

    @Test
    void off_theVmmLetsGo() throws IOException {
        start();
        shown(1);
        awaitHeld(2);
        off();
        await("darkness", () -> screen.picture(0).isEmpty());
        drain();
        assertEquals(2, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        awaitHeld(1);
        assertEquals(OK, rig.driver().unref(1));
        awaitHeld(0);
        assertEquals(0, stats().pinned());
        shown(2);
        assertShared();
    }

    enum Taken {
        DETACH,
        UNREF,
        RESET
    }

    @ParameterizedTest
    @EnumSource
    void bufferTakenBack_whileShown_isLetGo(Taken how) throws IOException {
        start();
        Framebuffer fb = shown(1);
        take(how, fb);
        awaitHeld(0);
        assertEquals(0, stats().pinned());
        shown(2);
        assertShared();
        stats().assertNothingWaits();
    }

    private void take(Taken how, Framebuffer fb) {
        switch (how) {
            case DETACH -> {
                assertEquals(OK, rig.driver().detachBacking(1));
                await("what it showed", () -> screen.dmaBuf(0).isEmpty() && shows(fb));
            }
            case UNREF -> {
                assertEquals(OK, rig.driver().unref(1));
                await("darkness", () -> screen.picture(0).isEmpty());
            }
            case RESET -> {
                rig.restartGuest();
                attach();
                drain();
                assertTrue(screen.picture(0).isEmpty());
            }
        }
    }

    /// While the VMM is silent about the last update.
    @ParameterizedTest
    @EnumSource
    void bufferTakenBack_withAnUpdateOpen_isLetGo(Taken how) throws IOException {
        start();
        Framebuffer fb = shown(1);
        screen.holdDmaBufUpdates(true);
        update(fb);
        drain();
        switch (how) {
            case DETACH -> assertEquals(OK, rig.driver().detachBacking(1));
            case UNREF -> assertEquals(OK, rig.driver().unref(1));
            case RESET -> {
                rig.restartGuest();
                attach();
            }
        }
        // The VMM's own is left, until it hears.
        awaitHeld(how == Taken.RESET ? 0 : 1);
        screen.holdDmaBufUpdates(false);
        awaitHeld(0);
        shown(2);
        assertShared();
        stats().assertNothingWaits();
    }

    @Test
    void anotherSocket_isToldEverything() throws IOException {
        start();
        Framebuffer fb = shown(1);
        for (int i = 0; i < 20; i++) {
            if (i % 2 == 0) {
                screen.holdDmaBufUpdates(true);
            }
            update(fb);
            drainLittle();
            rig.vmm().gpuSetSocket();
            attach();
            await("the picture", () -> shows(fb));
            assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        }
        drain();
        awaitHeld(2);
        assertEquals(BYTES, stats().pinned());
        stats().assertNothingWaits();
        rig.vmm().stop();
        rig.vmm().start();
        attach();
        await("the picture", () -> shows(fb));
    }

    private void drainLittle() {
        while (screen.poll()) {}
    }

    /// In the middle of an answer.
    @Test
    void socketClosed_guestGoesOn_andTheNextShows() throws IOException {
        start();
        Framebuffer fb = shown(1);
        screen.holdDmaBufUpdates(true);
        update(fb);
        drain();
        send(rig.vmm().gpuSocket().orElseThrow(), VHOST_USER_GPU_DMABUF_UPDATE);
        rig.vmm().gpuSocket().orElseThrow().close();
        neglect();
        for (int i = 0; i < 50; i++) {
            update(fb);
        }
        stats().assertAddsUp();
        rig.vmm().gpuSetSocket();
        attach();
        await("the picture", () -> shows(fb));
        drain();
        stats().assertNothingWaits();
    }

    @Test
    void nextVmm_knowsNothingOfTheFirst() throws IOException {
        start();
        shown(1);
        screen.close();
        rig.connect(VmmOptions.defaults());
        attach();
        drain();
        assertTrue(screen.picture(0).isEmpty());
        assertEquals(0, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        awaitHeld(0);
        assertEquals(0, stats().pinned());
        shown(1);
        assertShared();
    }

    record Attack(String name, int... words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() {
        int update = VHOST_USER_GPU_DMABUF_UPDATE;
        int features = VHOST_USER_GPU_GET_PROTOCOL_FEATURES;
        return Stream.of(
                new Attack("an update twice", update, 4, 0, update, 4, 0),
                new Attack("an update with payload", update, 4, 4, 0),
                new Attack("an update of 4 GiB", update, 4, -1),
                new Attack("an update, no reply", update, 0, 0),
                new Attack("a scanout", VHOST_USER_GPU_DMABUF_SCANOUT2, 4, 0),
                new Attack("features too short", features, 4, 4, 3),
                new Attack("features too long", features, 4, 16, 3, 0, 0, 0));
    }

    @Test
    void vmmThatAnswersUnasked_losesItsSocketAlone() throws IOException {
        start();
        attack(shown(1), VHOST_USER_GPU_DMABUF_UPDATE, 4, 0);
    }

    /// While an answer is waited for.
    @ParameterizedTest
    @MethodSource("attacks")
    void vmmThatAnswersWrongly_losesItsSocketAlone(Attack attack) throws IOException {
        start();
        Framebuffer fb = shown(1);
        screen.holdDmaBufUpdates(true);
        update(fb);
        drain();
        attack(fb, attack.words);
    }

    private void attack(Framebuffer fb, int... words) {
        send(rig.vmm().gpuSocket().orElseThrow(), words);
        await("the end of the socket", () -> screen.isClosedByPeer());
        for (int i = 0; i < 20; i++) {
            update(fb);
        }
        stats().assertAddsUp();
        rig.vmm().gpuSetSocket();
        attach();
        await("the picture", () -> shows(fb));
        drain();
        awaitHeld(2);
        stats().assertNothingWaits();
    }

    @Test
    void vmmThatSaysItsFeaturesAgain_withDescriptors_changesNothing() throws IOException {
        start();
        Framebuffer fb = shown(1);
        try (Fd unwanted = Memfd.create("stand-in for something", 4096)) {
            for (int i = 0; i < 10; i++) {
                send(
                        rig.vmm().gpuSocket().orElseThrow(),
                        List.of(unwanted),
                        VHOST_USER_GPU_GET_PROTOCOL_FEATURES,
                        4,
                        8,
                        0,
                        0);
            }
            update(fb);
            drain();
            awaitHeld(3);
        }
        assertFalse(screen.isClosedByPeer());
        assertEquals(1, count(VHOST_USER_GPU_SET_PROTOCOL_FEATURES));
        assertTrue(shows(fb));
    }

    private static void send(UnixSocket socket, int... words) {
        send(socket, List.of(), words);
    }

    private static void send(UnixSocket socket, List<Fd> fds, int... words) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_INT, words);
            assertEquals(bytes.byteSize(), socket.send(bytes, fds));
        }
    }

    @Test
    void copyingDevice_sendsPixels() throws IOException {
        start(Setup.PLAIN.withCopy().withoutReader());
        shown(1);
        assertPixels("not-wanted");
        assertEquals(0, stats().pinned());
        assertNotEquals(0, stats().bytesCopied());
    }

    @Test
    void budgetExceeded_theRestIsPixels() throws IOException {
        start(Setup.PLAIN.withMaxPinned(BYTES + 4095).withoutReader());
        Framebuffer first = shown(1);
        assertShared();
        Framebuffer second = shown(2);
        assertPixels("over-budget");
        assertTrue(stats().refusal().orElseThrow().contains("" + BYTES), () -> stats().toString());
        assertEquals(BYTES, stats().pinned());
        assertEquals(BYTES + 4095, stats().pinnedLimit());
        first.show(0);
        update(first);
        await("the first", () -> shows(first));
        assertShared();
        second.show(0);
        update(second);
        await("the second", () -> shows(second));
    }

    @Test
    void twoOutputs_takeTurns() throws IOException {
        start(Setup.PLAIN.withOutputs(2).withoutReader());
        Framebuffer first = shown(1);
        Framebuffer second = drawn(2, 320, 200);
        second.show(1);
        for (int i = 0; i < 20; i++) {
            first.setPixel(i, 0, 0xff00ff00);
            second.setPixel(i, 1, 0xffff0000);
            update(first);
            update(second);
        }
        await("both", () -> shows(first) && shows(1, second, second.bounds()));
        assertTrue(screen.dmaBuf(0).isPresent() && screen.dmaBuf(1).isPresent());
        drain();
        screen.holdDmaBufUpdates(true);
        update(first);
        update(second);
        drain();
        int before = count(VHOST_USER_GPU_DMABUF_UPDATE);
        screen.holdDmaBufUpdates(false);
        drain();
        assertEquals(before + 1, count(VHOST_USER_GPU_DMABUF_UPDATE));
        stats().assertNothingWaits();
        assertEquals(BYTES + Math.ceilDiv(4L * 320 * 200, 4096) * 4096, stats().pinned());
        // One buffer on both.
        first.show(1);
        await("the same", () -> shows(1, first, first.bounds()));
        assertEquals(screen.dmaBuf(0).orElseThrow().id(), screen.dmaBuf(1).orElseThrow().id());
    }

    /// Besides a display that reads: both show the picture.
    @Test
    void otherDisplays_readTheSameBuffer() throws IOException {
        start(Setup.PLAIN);
        Framebuffer fb = shown(1);
        assertShared();
        assertEquals(fb.getPixel(5, 6) & 0xffffff, rig.pixel(5, 6).orElseThrow());
        buffers.refuse(true);
        Framebuffer other = shown(2);
        assertEquals(other.getPixel(5, 6) & 0xffffff, rig.pixel(5, 6).orElseThrow());
    }

    @Test
    void cursor_comesBesideDmaBufs() throws IOException {
        start();
        shown(1);
        Framebuffer cursor = Framebuffer.create(rig.driver(), rig.vmm().ram(), 90, 1, 64, 64, true);
        cursor.fill(cursor.bounds(), 0x80402010);
        cursor.update(cursor.bounds());
        rig.driver().updateCursor(0, 5, 6, 90, 3, 4);
        await("the cursor", () -> count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        assertEquals(0x80402010, screen.cursor().pixel(0, 0));
        assertEquals(BYTES, stats().pinned());
    }
}
