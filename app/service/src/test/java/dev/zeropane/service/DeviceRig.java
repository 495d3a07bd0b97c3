// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.control.Device;
import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The device as `zeropane gpu` runs it, and a driver at the other end of a real socket and rings.
final class DeviceRig implements AutoCloseable {
    static final int B8G8R8X8 = 2;

    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TemporaryDirectory directory;
    private final GpuService service;
    private final LastFrame screen = new LastFrame();
    private TestVmm vmm;
    private GpuDriver driver;

    /// What differs from a plain device.
    ///
    /// @param ui how the VMM's user interface shows the screens, if it does; it then says their
    ///   size
    /// @param exporter makes dma-bufs
    /// @param reader whether another display reads the pictures, for [#pixel]
    record Setup(
            boolean copy,
            long maxHostMemory,
            long maxPinned,
            int outputs,
            VmmOptions vmm,
            Optional<VmmPictures> ui,
            Function<Budget, Exporter> exporter,
            boolean reader) {
        static final Setup PLAIN =
                new Setup(
                        false,
                        GpuOptions.DEFAULT_MAX_HOST_MEMORY,
                        CardSettings.DEFAULT_MAX_PINNED,
                        1,
                        VmmOptions.defaults(),
                        Optional.empty(),
                        UdmabufExporter::new,
                        true);

        Setup withCopy() {
            return new Setup(true, maxHostMemory, maxPinned, outputs, vmm, ui, exporter, reader);
        }

        Setup withMaxHostMemory(long bytes) {
            return new Setup(copy, bytes, maxPinned, outputs, vmm, ui, exporter, reader);
        }

        Setup withMaxPinned(long bytes) {
            return new Setup(copy, maxHostMemory, bytes, outputs, vmm, ui, exporter, reader);
        }

        Setup withOutputs(int n) {
            return new Setup(copy, maxHostMemory, maxPinned, n, vmm, ui, exporter, reader);
        }

        Setup withUi() {
            return withUi(VmmPictures.PIXELS);
        }

        Setup withUi(VmmPictures pictures) {
            return new Setup(
                    copy,
                    maxHostMemory,
                    maxPinned,
                    outputs,
                    vmm,
                    Optional.of(pictures),
                    exporter,
                    reader);
        }

        Setup withVmm(VmmOptions options) {
            return new Setup(
                    copy, maxHostMemory, maxPinned, outputs, options, ui, exporter, reader);
        }

        Setup withExporter(Function<Budget, Exporter> made) {
            return new Setup(copy, maxHostMemory, maxPinned, outputs, vmm, ui, made, reader);
        }

        Setup withoutReader() {
            return new Setup(copy, maxHostMemory, maxPinned, outputs, vmm, ui, exporter, false);
        }
    }

    DeviceRig() throws IOException {
        this(Setup.PLAIN);
    }

    DeviceRig(Setup setup) throws IOException {
        directory = new TemporaryDirectory();
        List<Display> displays = setup.reader ? List.of(screen) : List.of();
        service =
                GpuService.listen(
                        UnixServerSocket.listen(directory.path().resolve("s")),
                        GpuSettings.builder()
                                .outputs(setup.outputs)
                                .copy(setup.copy)
                                .maxHostMemory(setup.maxHostMemory)
                                .displays(displays)
                                .vmm(setup.ui)
                                .maxPinned(setup.maxPinned)
                                .exporter(setup.exporter)
                                .build(),
                        ServedVmms.oneAfterAnother());
        connect(setup.vmm);
    }

    /// Lets go of the present VMM, if any, and connects another.
    void connect(VmmOptions options) {
        disconnect();
        vmm = TestVmm.connect(directory.path().resolve("s"), options);
        driver = new GpuDriver(vmm);
    }

    /// A connection that has sent nothing yet.
    TestVmm connectOnly() {
        disconnect();
        vmm = TestVmm.connectOnly(directory.path().resolve("s"), VmmOptions.defaults());
        return vmm;
    }

    void disconnect() {
        if (vmm != null) {
            vmm.close();
        }
    }

    /// What the control socket's clients get.
    Device control() {
        return service.control();
    }

    TestVmm vmm() {
        return vmm;
    }

    GpuDriver driver() {
        return driver;
    }

    /// The guest resets and starts again, with a driver that knows nothing.
    void restartGuest() {
        vmm.stop();
        vmm.resetDevice();
        vmm.ram().reset();
        vmm.start();
        driver = new GpuDriver(vmm);
    }

    Framebuffer framebuffer(int id, int width, int height) {
        return Framebuffer.create(driver, vmm.ram(), id, B8G8R8X8, width, height, true);
    }

    /// Pixel of the first screen as `0xRRGGBB`, read now; nothing if it shows nothing.
    Optional<Integer> pixel(int x, int y) {
        return screen.get()
                .map(frame -> {
                    int[] pixel = new int[1];
                    boolean alive =
                            frame.memory()
                                    .read(memory ->
                                            pixel[0] =
                                                    memory.get(
                                                            LE32,
                                                            frame.offset()
                                                                    + (long) y * frame.stride()
                                                                    + 4L * x));
                    if (!alive) {
                        throw new AssertionError("the frame's memory is gone");
                    }
                    return frame.format().toRgb(pixel[0]);
                });
    }

    Optional<Frame> frame() {
        return screen.get();
    }

    /// What every attack must leave possible: create, attach, show, transfer, flush; and the
    /// picture is right.
    void assertServes() {
        int id = 0x5e11e5;
        Framebuffer fb = framebuffer(id, 64, 32);
        fb.show(0);
        fb.fill(fb.bounds(), 0xff123456);
        fb.setPixel(63, 31, 0xffabcdef);
        fb.update(fb.bounds());
        check(0x123456, 0, 0);
        check(0xabcdef, 63, 31);
        driver.setScanout(0, 0, new GpuDriver.Rect(0, 0, 0, 0));
        driver.detachBacking(id);
        driver.unref(id);
    }

    private void check(int expected, int x, int y) {
        int seen = pixel(x, y).orElseThrow(() -> new AssertionError("the screen is off"));
        if (seen != expected) {
            throw new AssertionError(
                    "pixel %d,%d is %06x, not %06x".formatted(x, y, seen, expected));
        }
    }

    @Override
    public void close() {
        disconnect();
        service.close();
        directory.close();
    }
}
