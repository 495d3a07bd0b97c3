// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.journal.Counts;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Buffers made of dma-bufs, for which memfds stand in.
final class DmabufTest {
    private static final int W = 8;
    private static final int H = 4;
    private static final Rect ALL = new Rect(0, 0, W, H);

    @TempDir private Path directory;

    private static Picture uniform(int pixel) {
        int[] pixels = new int[W * H];
        Arrays.fill(pixels, pixel);
        return new Picture(W, H, pixels);
    }

    private TestCompositor start(CompositorOptions options) {
        return TestCompositor.start(directory, options);
    }

    private static Proxy<WlBuffer.Request> dmabuf(TestClient client, Fd fd) {
        Proxy<ZwpLinuxDmabufV1.Request> dmabuf = client.bind(ZwpLinuxDmabufV1.INTERFACE);
        Proxy<ZwpLinuxBufferParamsV1.Request> params =
                client.create(
                        dmabuf,
                        ZwpLinuxDmabufV1.Request.CREATE_PARAMS,
                        ZwpLinuxBufferParamsV1.INTERFACE);
        client.run(() ->
                params.request(ZwpLinuxBufferParamsV1.Request.ADD)
                        .fd(fd)
                        .unsigned(0)
                        .unsigned(0)
                        .unsigned(4 * W)
                        .unsigned(0)
                        .unsigned(0)
                        .send());
        return client.create(
                params,
                ZwpLinuxBufferParamsV1.Request.CREATE_IMMED,
                WlBuffer.INTERFACE,
                W,
                H,
                PixelLayout.DRM_FORMAT_XBGR8888,
                0);
    }

    @Test
    void dmabuf_isShownAsItIsNow_andReleasedWhenItIsReplaced() {
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, (_, _) -> 0x0000ff);
                Fd other = TestClient.pixels(W, H, (_, _) -> 0)) {
            TestWindow it = TestWindow.configured(client);
            client.show(it.surface(), dmabuf(client, fd), ALL);
            client.roundTrip();
            Window window = compositor.awaitWindow();
            assertEquals(uniform(0xff0000), window.picture());
            TestClient.paint(fd, W, H, (_, _) -> 0x00ff00);
            assertEquals(uniform(0x00ff00), window.picture());
            assertFalse(client.events().contains("wl_buffer.release"));

            client.show(it.surface(), dmabuf(client, other), ALL);
            client.roundTrip();
            assertEquals(1, Collections.frequency(client.events(), "wl_buffer.release"));
            assertEquals(2, compositor.counts().dmabufBuffers());
        }
    }

    @Test
    void dmabufs_refused_failAndLeaveNoDescriptor() {
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, (x, y) -> x + y)) {
            compositor.refuseDmabufs(true);
            Proxy<ZwpLinuxDmabufV1.Request> dmabuf = client.bind(ZwpLinuxDmabufV1.INTERFACE);
            Proxy<ZwpLinuxBufferParamsV1.Request> params =
                    client.create(
                            dmabuf,
                            ZwpLinuxDmabufV1.Request.CREATE_PARAMS,
                            ZwpLinuxBufferParamsV1.INTERFACE);
            client.run(() -> {
                params.request(ZwpLinuxBufferParamsV1.Request.ADD)
                        .fd(fd)
                        .unsigned(0)
                        .unsigned(0)
                        .unsigned(4 * W)
                        .unsigned(0)
                        .unsigned(0)
                        .send();
                params.request(ZwpLinuxBufferParamsV1.Request.CREATE)
                        .integer(W)
                        .integer(H)
                        .unsigned(PixelLayout.DRM_FORMAT_XRGB8888)
                        .unsigned(0)
                        .send();
                params.request(ZwpLinuxBufferParamsV1.Request.DESTROY).send();
            });
            client.roundTrip();

            assertEquals(0, compositor.counts().dmabufBuffers());
            assertEquals(0, compositor.counts().fdsOpen());
            assertEquals(1, compositor.counts().fdsReceived());
        }
    }

    @Test
    void dmabuf_version3_tellsModifiers_version4_feedback() {
        CompositorOptions old = new CompositorOptions().version("zwp_linux_dmabuf_v1", 3);
        try (TestCompositor compositor = start(old);
                TestClient client = new TestClient(compositor.socket())) {
            client.bind(ZwpLinuxDmabufV1.INTERFACE);
            client.roundTrip();
            assertTrue(client.events().contains("zwp_linux_dmabuf_v1.modifier"));
        }
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket())) {
            client.create(
                    client.bind(ZwpLinuxDmabufV1.INTERFACE),
                    ZwpLinuxDmabufV1.Request.GET_DEFAULT_FEEDBACK,
                    ZwpLinuxDmabufFeedbackV1.INTERFACE);
            client.roundTrip();
            assertFalse(client.events().contains("zwp_linux_dmabuf_v1.modifier"));
            assertTrue(client.events().contains("zwp_linux_dmabuf_feedback_v1.done"));
        }
    }

    @Test
    void clientGone_leavesNothing() {
        try (TestCompositor compositor = start(new CompositorOptions());
                Fd fd = TestClient.pixels(W, H, (x, y) -> x + y)) {
            try (TestClient client = new TestClient(compositor.socket())) {
                TestWindow it = TestWindow.configured(client);
                client.show(it.surface(), dmabuf(client, fd), ALL);
                client.roundTrip();
                assertTrue(compositor.awaitWindow().isMapped());
            }
            Await.untilTrue(
                    () -> "no client: " + compositor.counts(),
                    Duration.ofSeconds(30),
                    () -> compositor.counts().clients() == 0);
            Counts counts = compositor.counts();
            assertEquals(0, counts.liveObjects());
            assertEquals(0, counts.fdsOpen());
            assertTrue(compositor.windows().isEmpty());
            assertTrue(counts.protocolErrors().isEmpty());
        }
    }
}
