// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.XdgSurface;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitorV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that break the protocol are told so, by the error of the specification.
final class StrictnessTest {
    private static final Rect ALL = new Rect(0, 0, 4, 4);

    @TempDir private Path directory;
    private TestCompositor compositor;
    private TestClient client;
    private final Fd fd = TestClient.pixels(4, 4, (_, _) -> 0xff);

    @BeforeEach
    void start() {
        compositor = TestCompositor.start(directory, new CompositorOptions());
        client = new TestClient(compositor.socket());
    }

    @AfterEach
    void stop() {
        client.close();
        compositor.close();
        fd.close();
    }

    private Proxy<WlBuffer.Request> buffer() {
        return client.shmBuffer(fd, 4, 4, WlShm.FORMAT_XRGB8888);
    }

    private void assertEnded(String error) {
        String reason = client.ended();
        assertTrue(reason.startsWith("the compositor reports error " + error), reason);
        assertEquals(1, compositor.counts().protocolErrors().size());
        assertEquals(0, compositor.counts().clients());
    }

    @Test
    void bufferBeforeConfigure_isUnconfigured() {
        TestWindow it = TestWindow.unconfigured(client);
        client.show(it.surface(), buffer(), ALL);
        assertEnded("3 of xdg_surface");
    }

    @Test
    void acknowledgingWhatWasNotConfigured_isInvalidSerial() {
        TestWindow it = TestWindow.configured(client);
        client.run(() ->
                it.shellSurface().request(XdgSurface.Request.ACK_CONFIGURE).unsigned(99).send());
        assertEnded("4 of xdg_surface");
    }

    @Test
    void shellSurfaceBeforeItsToplevel_isDefunct() {
        TestWindow it = TestWindow.configured(client);
        client.run(() -> it.shellSurface().request(XdgSurface.Request.DESTROY).send());
        assertEnded("6 of xdg_surface");
    }

    @Test
    void surfaceBeforeItsRole_isDefunct() {
        TestWindow it = TestWindow.configured(client);
        client.run(() -> it.surface().request(WlSurface.Request.DESTROY).send());
        assertEnded("4 of wl_surface");
    }

    @Test
    void shortcutsInhibitedTwice_areAlready() {
        TestWindow it = TestWindow.configured(client);
        Proxy<WlSeat.Request> seat = client.bind(WlSeat.INTERFACE);
        Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request> manager =
                client.bind(ZwpKeyboardShortcutsInhibitManagerV1.INTERFACE);
        Proxy<ZwpKeyboardShortcutsInhibitorV1.Request> first = inhibit(manager, it.surface(), seat);
        client.run(() -> first.request(ZwpKeyboardShortcutsInhibitorV1.Request.DESTROY).send());
        inhibit(manager, it.surface(), seat);
        client.roundTrip();
        inhibit(manager, it.surface(), seat);
        assertEnded("0 of zwp_keyboard_shortcuts_inhibit_manager_v1");
    }

    private Proxy<ZwpKeyboardShortcutsInhibitorV1.Request> inhibit(
            Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request> manager,
            Proxy<WlSurface.Request> surface,
            Proxy<WlSeat.Request> seat) {
        return client.create(
                manager,
                ZwpKeyboardShortcutsInhibitManagerV1.Request.INHIBIT_SHORTCUTS,
                ZwpKeyboardShortcutsInhibitorV1.INTERFACE,
                surface,
                seat);
    }

    @Test
    void poolLargerThanItsFile_isInvalidFd() {
        Proxy<WlShm.Request> shm = client.bind(WlShm.INTERFACE);
        client.create(shm, WlShm.Request.CREATE_POOL, WlShmPool.INTERFACE, fd, 65);
        assertEnded("2 of wl_shm");
    }

    @Test
    void bufferLargerThanItsPool_isInvalidStride() {
        Proxy<WlShm.Request> shm = client.bind(WlShm.INTERFACE);
        Proxy<WlShmPool.Request> pool =
                client.create(shm, WlShm.Request.CREATE_POOL, WlShmPool.INTERFACE, fd, 64);
        client.create(
                pool,
                WlShmPool.Request.CREATE_BUFFER,
                WlBuffer.INTERFACE,
                4,
                4,
                4,
                16,
                WlShm.FORMAT_XRGB8888);
        assertEnded("1 of wl_shm_pool");
    }

    @Test
    void planeBeyondItsFile_isOutOfBounds() {
        Proxy<ZwpLinuxBufferParamsV1.Request> params =
                client.create(
                        client.bind(ZwpLinuxDmabufV1.INTERFACE),
                        ZwpLinuxDmabufV1.Request.CREATE_PARAMS,
                        ZwpLinuxBufferParamsV1.INTERFACE);
        client.run(() ->
                params.request(ZwpLinuxBufferParamsV1.Request.ADD)
                        .fd(fd)
                        .unsigned(0)
                        .unsigned(4)
                        .unsigned(16)
                        .unsigned(0)
                        .unsigned(0)
                        .send());
        client.create(
                params,
                ZwpLinuxBufferParamsV1.Request.CREATE_IMMED,
                WlBuffer.INTERFACE,
                4,
                4,
                PixelLayout.DRM_FORMAT_XRGB8888,
                0);
        assertEnded("6 of zwp_linux_buffer_params_v1");
    }

    @Test
    void viewportSourceBeyondTheBuffer_isOutOfBuffer() {
        TestWindow it = TestWindow.configured(client);
        Proxy<WpViewport.Request> viewport =
                client.create(
                        client.bind(WpViewporter.INTERFACE),
                        WpViewporter.Request.GET_VIEWPORT,
                        WpViewport.INTERFACE,
                        it.surface());
        client.run(() ->
                viewport.request(WpViewport.Request.SET_SOURCE)
                        .fixed(1)
                        .fixed(0)
                        .fixed(4)
                        .fixed(4)
                        .send());
        client.show(it.surface(), buffer(), ALL);
        assertEnded("2 of wp_viewport");
    }

    @Test
    void maximizedWindowOfAnotherSize_isInvalidState() {
        TestWindow it = TestWindow.configured(client);
        client.run(() -> it.toplevel().request(XdgToplevel.Request.SET_MAXIMIZED).send());
        client.roundTrip();
        client.show(it.surface(), buffer(), ALL);
        assertEnded("4 of xdg_wm_base");
    }

    @Test
    void minimumAboveMaximum_isInvalidSize() {
        TestWindow it = TestWindow.configured(client);
        client.run(() -> {
            it.toplevel().request(XdgToplevel.Request.SET_MIN_SIZE).integer(9).integer(9).send();
            it.toplevel().request(XdgToplevel.Request.SET_MAX_SIZE).integer(8).integer(9).send();
        });
        client.show(it.surface(), buffer(), ALL);
        assertEnded("2 of xdg_toplevel");
    }

    @Test
    void bufferDestroyedBeforeTheCommit_isInvalidObject() {
        TestWindow it = TestWindow.configured(client);
        Proxy<WlBuffer.Request> buffer = buffer();
        client.run(() -> {
            it.surface()
                    .request(WlSurface.Request.ATTACH)
                    .object(buffer)
                    .integer(0)
                    .integer(0)
                    .send();
            buffer.request(WlBuffer.Request.DESTROY).send();
            it.surface().request(WlSurface.Request.COMMIT).send();
        });
        assertEnded("0 of wl_display");
    }

    @Test
    void roleTakenTwice_isRefused() {
        TestWindow it = TestWindow.configured(client);
        client.acknowledging(client.bind(XdgWmBase.INTERFACE), it.surface());
        assertEnded("0 of xdg_wm_base");
    }
}
