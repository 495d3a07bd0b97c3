// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.UnseenScreen;
import dev.zeropane.builtinguest.VhostUserGpu;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.display.vmm.VmmDisplay;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.vhostuser.DeviceBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Plays a guest's first second with an invisible device, because the JVM loads classes, makes
/// lambdas and links libc's functions at their first use. A guest would have to wait for that, and
/// drivers that poll may not wait long enough. The rehearsal starts with the process and runs in
/// parallel to other preparations. The first VMM is served after it, and starts its guest only
/// then.
public final class Rehearsal {
    private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long RAM = 4 << 20;

    /// The smallest picture that is passed to a VMM by reference, and a part of it that is copied.
    private static final int WIDTH = 512;

    private static final int HEIGHT = 32;
    private static final Rect PART = new Rect(8, 8, 8, 8);

    private static final int FRAMEBUFFER = 1;
    private static final int CURSOR = 2;
    private static final int CURSOR_SIDE = 64;
    private static final Rect CURSOR_BOUNDS = new Rect(0, 0, CURSOR_SIDE, CURSOR_SIDE);

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static volatile boolean started;

    private Rehearsal() {}

    /// Starts the rehearsal on its own thread. A failure costs the guest some milliseconds and
    /// nothing else.
    public static void begin() {
        started = true;
        Thread.ofPlatform()
                .name("zeropane-rehearsal")
                .daemon()
                .start(() -> {
                    try {
                        run();
                    } catch (RuntimeException | Error e) {
                        LOG.log(System.Logger.Level.DEBUG, "starting unrehearsed: " + e);
                    } finally {
                        ENDED.countDown();
                    }
                });
    }

    /// Waits until the rehearsal has ended, if it was started.
    static void awaitEnd() {
        if (!started) {
            return;
        }
        try {
            boolean _ = ENDED.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run() {
        List<UnixSocket> ends = UnixSocket.pair("rehearsal");
        VhostUserService service = new VhostUserService("zeropane-first");
        VmmDisplay display = new VmmDisplay(service.loop(), _ -> {}, false);
        Budget budget = new Budget(RAM);
        UdmabufExporter exporter = new UdmabufExporter(budget);
        GpuDevice device =
                new GpuDevice(
                        new GpuOptions(
                                1,
                                display,
                                false,
                                GpuOptions.DEFAULT_MAX_HOST_MEMORY,
                                List.of(display),
                                exporter));
        DeviceBinding binding =
                new DeviceBinding(
                        GpuDevice.FEATURES,
                        GpuDevice.QUEUES,
                        Map.of(
                                GpuService.VHOST_USER_GPU_SET_SOCKET,
                                fds -> display.connect(fds.getFirst())));
        PeerServer server = service.server(binding, device, new Nobody(), _ -> {});
        try (Vmm vmm = Vmm.over(ends.get(1), VmmOptions.defaults().withRamSize(RAM))) {
            server.serve(ends.get(0));
            service.start();
            play(vmm);
            // From now on a surface takes dma-bufs.
            service.loop().post(() -> device.attach(0, "import", new Import()));
            showShared(vmm);
        } finally {
            service.stop();
            device.close();
            exporter.close();
            display.close();
            service.close();
        }
    }

    private static void play(Vmm vmm) {
        vmm.realize();
        vmm.start();
        vmm.getConfig(0, 16);
        UnseenScreen screen = new UnseenScreen(vmm.gpuSocket().orElseThrow());
        GpuDriver driver = new GpuDriver(vmm);
        driver.meanwhile(screen::poll);
        // First with a VMM that does not answer.
        screen.holdDisplayInfo(true);
        driver.getDisplayInfo();
        screen.holdDisplayInfo(false);
        driver.getDisplayInfo();
        driver.getEdid(0);
        Framebuffer picture = framebuffer(vmm, driver, FRAMEBUFFER, WIDTH, HEIGHT);
        picture.show(0);
        picture.update(picture.bounds());
        screen.await(VhostUserGpu.VHOST_USER_GPU_UPDATE, 2, LIMIT);
        picture.update(PART);
        screen.await(VhostUserGpu.VHOST_USER_GPU_UPDATE, 3, LIMIT);
        framebuffer(vmm, driver, CURSOR, CURSOR_SIDE, CURSOR_SIDE).update(CURSOR_BOUNDS);
        driver.updateCursor(0, 8, 8, CURSOR, 0, 0);
        screen.await(VhostUserGpu.VHOST_USER_GPU_CURSOR_UPDATE, 1, LIMIT);
        driver.moveCursor(0, 9, 9, CURSOR);
        screen.await(VhostUserGpu.VHOST_USER_GPU_CURSOR_POS, 1, LIMIT);
        // In this way firmware hands the screen over to the operating system.
        GpuDriver.expectOk(driver.detachBacking(FRAMEBUFFER), "detachBacking");
        GpuDriver.expectOk(driver.unref(FRAMEBUFFER), "unref");
        GpuDriver.expectOk(driver.setScanout(0, 0, picture.bounds()), "setScanout");
        vmm.resetDevice();
    }

    /// The driver's requests are handled after the tasks posted before.
    private static void showShared(Vmm vmm) {
        vmm.start();
        GpuDriver driver = new GpuDriver(vmm);
        driver.meanwhile(new UnseenScreen(vmm.gpuSocket().orElseThrow())::poll);
        Framebuffer picture = framebuffer(vmm, driver, FRAMEBUFFER, WIDTH, HEIGHT);
        picture.show(0);
        picture.update(picture.bounds());
        vmm.resetDevice();
    }

    private static Framebuffer framebuffer(
            Vmm vmm, GpuDriver driver, int id, int width, int height) {
        int format = VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
        return Framebuffer.create(driver, vmm.ram(), id, format, width, height, true);
    }

    /// A surface that takes dma-bufs, and closes them.
    private static final class Import implements Surface {
        @Override
        public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
            return true;
        }

        @Override
        public void show(Frame frame) {
            frame.memory().dmaBuf().ifPresent(DmaBuf::close);
        }

        @Override
        public void damage(dev.zeropane.display.Rect rect) {}

        @Override
        public void cursor(Cursor cursor) {}

        @Override
        public void moveCursor(int x, int y) {}

        @Override
        public void off() {}

        @Override
        public SurfaceStats stats() {
            return new SurfaceStats(0, 0, 0);
        }

        @Override
        public void close() {}
    }

    private static final class Nobody implements PeerServer.Events {
        @Override
        public void connected(Optional<Credentials> peer) {}

        @Override
        public void disconnected(Optional<String> fault) {}

        @Override
        public void refused(String reason) {}
    }
}
