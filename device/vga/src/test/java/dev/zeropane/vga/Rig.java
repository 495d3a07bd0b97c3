// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A screen with its displays, on a device thread, and devices one after the other. What is
/// exported is remembered.
final class Rig implements AutoCloseable {
    static final long VIDEO_MEMORY = 16L << 20;

    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Runs> exports = Collections.synchronizedList(new ArrayList<>());
    private final EventLoop loop = new EventLoop(failures::add);
    private final Thread thread;
    private final Exporter exporter;
    private final VgaScreen screen;
    private VgaDevice device;
    private Guest guest;

    Rig(Viewer... viewers) {
        this(StandIn::export, viewers);
    }

    /// @param exporter makes the dma-bufs
    Rig(Exporter exporter, Viewer... viewers) {
        this.exporter = exporter;
        List<Display> displays = Arrays.asList(viewers);
        this.screen = new VgaScreen(displays, loop::post);
        this.thread = Thread.ofPlatform().start(loop::run);
        start();
    }

    private void start() {
        VgaOptions options = new VgaOptions(VIDEO_MEMORY, Mode.DEFAULT, this::export);
        device = new VgaDevice(options, screen);
        guest = new Guest(loop, device);
    }

    private DmaBuf export(Runs runs) {
        exports.add(runs);
        return exporter.export(runs);
    }

    /// What was exported so far.
    List<Runs> exports() {
        return List.copyOf(exports);
    }

    Guest guest() {
        return guest;
    }

    VgaDevice device() {
        return device;
    }

    void reset() {
        guest.onDevice(device::reset);
    }

    /// The VMM goes.
    void end() {
        guest.onDevice(device::close);
        guest.close();
    }

    /// The VMM goes, and another one comes.
    Guest next() {
        end();
        start();
        return guest;
    }

    void attach(Surface surface) {
        guest.onDevice(() -> screen.attach("watch", surface)).join();
    }

    void detach(Surface surface) {
        guest.onDevice(() -> screen.detach(surface));
    }

    ScreenStats stats() {
        return guest.onDevice(screen::stats);
    }

    @Override
    public void close() {
        end();
        guest.onDevice(screen::close);
        loop.stop();
        ThreadEnd.await(thread);
        loop.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("the device failed", failures.getFirst());
        }
    }
}
