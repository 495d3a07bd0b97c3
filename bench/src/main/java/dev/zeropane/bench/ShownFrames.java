// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.time.Duration;

/// Full frames through a device to the VMM's display socket, one in flight: the pair of commands is
/// sent, and the next follows when the VMM has been told, with pixels or of a dma-buf.
final class ShownFrames {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_BATCHES = 20;
    private static final double QUIET = 0.01;

    /// What frames of one size cost: milliseconds per frame, and the median time from sending a
    /// pair until both commands are answered, in microseconds.
    record Cost(double cpuMillis, double wallMillis, double pairMicros) {}

    private final Device device;
    private final VmmScreen screen;
    private final int update;

    /// @param update the message that says that there is a frame, `VHOST_USER_GPU_UPDATE` or
    ///   `VHOST_USER_GPU_DMABUF_UPDATE`
    ShownFrames(Device device, int update) {
        this.device = device;
        this.update = update;
        screen = new VmmScreen(device.vmm().gpuSocket().orElseThrow());
        // The C back-end sends UPDATEs with flags it never set.
        screen.ignoreFlags();
        device.driver().meanwhile(screen::poll);
    }

    Device device() {
        return device;
    }

    /// Sends at least so many frames, and then more until the device's JVM, if it has one, has as
    /// good as nothing left to compile.
    void warmUp(Framebuffer buffer, int frames) throws IOException {
        measure(buffer, frames);
        boolean compiling = true;
        for (int batch = 0; compiling && batch < MAX_BATCHES; batch++) {
            long all = device.cpuNanos();
            long compilers = device.compilerNanos();
            measure(buffer, frames);
            all = device.cpuNanos() - all;
            compiling = device.compilerNanos() - compilers > all * QUIET;
        }
    }

    Cost measure(Framebuffer buffer, int frames) throws IOException {
        buffer.show(0);
        send(buffer);
        double[] pairs = new double[frames];
        long cpuBefore = device.cpuNanos();
        long before = System.nanoTime();
        for (int i = 0; i < frames; i++) {
            pairs[i] = send(buffer) / 1e3;
        }
        double wall = (System.nanoTime() - before) / 1e6 / frames;
        double cpu = (device.cpuNanos() - cpuBefore) / 1e6 / frames;
        return new Cost(cpu, wall, Median.of(pairs));
    }

    /// Sends one frame.
    ///
    /// @return nanoseconds until its commands were answered
    private long send(Framebuffer buffer) {
        int shown = screen.count(update);
        long before = System.nanoTime();
        device.driver().transferAndFlush(buffer.resourceId(), buffer.bounds(), 0);
        long answered = System.nanoTime() - before;
        screen.await("a frame", LIMIT, () -> screen.count(update) > shown);
        screen.forgetMessages();
        return answered;
    }
}
