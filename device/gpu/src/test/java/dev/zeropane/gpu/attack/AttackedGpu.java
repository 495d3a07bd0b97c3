// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.Served;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The device with as many screens as it may have, served over vhost-user on a thread of this
/// process, and a display that shows what it is told to.
final class AttackedGpu implements Target, AutoCloseable {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private final ShownScreens screens = new ShownScreens(OUTPUTS);
    private final LateSizes sizes = new LateSizes();
    private final GpuDevice device =
            new GpuDevice(
                    new GpuOptions(
                            OUTPUTS,
                            sizes,
                            false,
                            GpuOptions.DEFAULT_MAX_HOST_MEMORY,
                            List.of(screens),
                            StandIn::export));
    private final Served served =
            new Served(
                    new DeviceBinding(GpuDevice.FEATURES, GpuDevice.QUEUES, Map.of()),
                    device,
                    () -> {});

    /// Answers when the device has done what it is at, as a VMM does that is asked first.
    private final class LateSizes implements ScreenSizes {
        @Override
        public void refresh(Runnable done) {
            CompletableFuture<Void> _ = CompletableFuture.runAsync(done, served::post);
        }

        @Override
        public Optional<Mode> of(int scanout) {
            return scanout == 0 ? Optional.of(Mode.DEFAULT) : Optional.empty();
        }
    }

    @Override
    public TestVmm connect(VmmOptions options) {
        return TestVmm.connect(served.path, options.withGpuSocket(false));
    }

    @Override
    public Optional<Picture> picture(int screen) {
        return screens.picture(screen);
    }

    /// Mappings of memfds in this process: a guest's RAM on both sides, and what the device made.
    static long memfds() {
        try (Stream<String> maps = Files.lines(MAPS)) {
            return maps.filter(line -> line.contains("/memfd:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nobody is served, and nothing failed: nothing of any guest is held.
    void assertNothingHeld() {
        served.settle();
        assertEquals(0, device.stats().hostMemoryUsed());
        assertEquals(List.of(), served.failures);
    }

    @Override
    public void close() {
        served.close();
        device.close();
    }
}
