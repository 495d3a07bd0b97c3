// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A guest that needs no disk and no kernel: it draws a moving picture as a compositor in a real
/// one would, into two buffers shown in turn, telling the device about damaged rectangles only.
public final class BuiltinGuest implements Runnable {
    private static final long FRAME_NANOS = 1_000_000_000L / 30;
    private static final int FIRST_RESOURCE = 1;
    private static final int SCANOUT = 0;

    private final Vmm vmm;
    private final int width;
    private final int height;
    private final Scene scene;

    public BuiltinGuest(Vmm vmm, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a screen of " + width + "x" + height);
        }
        this.vmm = vmm;
        this.width = width;
        this.height = height;
        this.scene = new Scene(width, height);
    }

    /// Draws until the thread is interrupted or the device is gone.
    @Override
    public void run() {
        run(() -> !Thread.currentThread().isInterrupted());
    }

    /// Draws about 30 frames a second while `keepGoing`; returns also once the device is gone.
    public void run(BooleanSupplier keepGoing) {
        try {
            animate(keepGoing);
        } catch (FrontendException.TimedOut e) {
            if (!vmm.isClosedByPeer()) {
                throw e;
            }
        }
    }

    private void animate(BooleanSupplier keepGoing) {
        GpuDriver driver = new GpuDriver(vmm);
        List<Framebuffer> buffers =
                List.of(buffer(driver, FIRST_RESOURCE), buffer(driver, FIRST_RESOURCE + 1));
        long next = System.nanoTime();
        for (int frame = 0; keepGoing.getAsBoolean() && !vmm.isClosedByPeer(); frame++) {
            draw(driver, buffers.get(frame % 2), frame);
            next += FRAME_NANOS;
            long rest = next - System.nanoTime();
            if (rest > 0) {
                LockSupport.parkNanos(rest);
            } else {
                // Behind: go on from here rather than hurry to catch up.
                next -= rest;
            }
        }
        if (!vmm.isClosedByPeer()) {
            buffers.forEach(buffer -> driver.unref(buffer.resourceId()));
        }
    }

    private Framebuffer buffer(GpuDriver driver, int id) {
        int format = VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
        return Framebuffer.create(driver, vmm.ram(), id, format, width, height, true);
    }

    private void draw(GpuDriver driver, Framebuffer back, int frame) {
        // Each buffer was last drawn two frames ago and needs its pane of then painted over; the
        // screen showed the other buffer, so there the pane of the last frame has gone as well.
        boolean first = frame < 2;
        Rect now = scene.pane(frame);
        Rect damage = first ? back.bounds() : now.union(scene.pane(frame - 2));
        Rect seen = first ? back.bounds() : damage.union(scene.pane(frame - 1));
        scene.paint(back, damage, frame);
        GpuDriver.expectOk(
                driver.transfer(back.resourceId(), damage, back.offset(damage)), "transfer");
        back.show(SCANOUT);
        GpuDriver.expectOk(driver.flush(back.resourceId(), seen), "flush");
    }
}
