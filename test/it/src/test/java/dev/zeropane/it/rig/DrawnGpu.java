// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/// A running `zeropane gpu`, and a driver that draws on its screen.
public final class DrawnGpu implements AutoCloseable {
    /// The time for a JVM to start, also in a virtual machine.
    private static final Duration LIMIT = Duration.ofMinutes(3);

    public static final int FORMAT = VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
    private static final long RAM = 64L << 20;

    /// The time for a command in a virtual machine within another one, where it may wait for the
    /// compiler.
    private static final Duration FOR_A_COMMAND = Duration.ofSeconds(30);

    private final Program process;
    private final Path socket;
    private TestVmm vmm;
    private GpuDriver driver;
    private int nextId = 100;

    /// @param name of its socket, and so of the instance
    public DrawnGpu(Path directory, String name, String... arguments) {
        this(directory, name, Map.of(), arguments);
    }

    /// @param environment beside the usual
    public DrawnGpu(
            Path directory, String name, Map<String, String> environment, String... arguments) {
        socket = directory.resolve(name);
        String[] all = new String[arguments.length + 2];
        all[0] = "gpu";
        all[1] = "--socket-path=" + socket;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        process = Zeropane.start(directory, environment, all);
        try {
            process.err().await("waiting for a VMM", LIMIT);
            Await.untilTrue(() -> "the control socket", LIMIT, this::isAsked);
            connect();
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /// Connects another virtual machine, after the last was closed.
    public void connect() {
        vmm = TestVmm.connectOnly(socket, VmmOptions.defaults().withRamSize(RAM));
        vmm.timeout(FOR_A_COMMAND);
        vmm.realize();
        driver = new GpuDriver(vmm);
        driver.timeout(FOR_A_COMMAND);
    }

    private boolean isAsked() {
        if (!process.isAlive()) {
            throw new AssertionError("zeropane gpu ended:\n" + process.said());
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(controlSocket())).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    public Path controlSocket() {
        return Zeropane.runtime().resolve("zeropane").resolve(pid() + ".sock");
    }

    public TestVmm vmm() {
        return vmm;
    }

    public GpuDriver driver() {
        return driver;
    }

    public Framebuffer framebuffer(int id, int width, int height) {
        return Framebuffer.create(driver, vmm.ram(), id, FORMAT, width, height, true);
    }

    /// A framebuffer with a picture in it that no mistake leaves the same.
    public record Drawing(Framebuffer framebuffer) {
        public Rect bounds() {
            return framebuffer.bounds();
        }

        /// The picture that a part of the framebuffer shows.
        public Picture picture(Rect part) {
            int[] pixels = new int[part.width() * part.height()];
            for (int i = 0; i < pixels.length; i++) {
                int x = part.x() + i % part.width();
                int y = part.y() + i / part.width();
                pixels[i] = framebuffer.getPixel(x, y);
            }
            return new Picture(part.width(), part.height(), pixels);
        }
    }

    public Drawing drawing(int width, int height) {
        Framebuffer framebuffer = framebuffer(nextId++, width, height);
        Random random = new Random(width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                framebuffer.setPixel(x, y, random.nextInt());
            }
        }
        framebuffer.update(framebuffer.bounds());
        return new Drawing(framebuffer);
    }

    /// Shows a part of the framebuffer on the first screen.
    public void show(Drawing drawing, Rect part) {
        int id = drawing.framebuffer().resourceId();
        GpuDriver.expectOk(driver.setScanout(0, id, part), "setScanout");
        GpuDriver.expectOk(driver.flush(id, part), "flush");
    }

    /// Ends the process as a person does.
    public void end() {
        process.signal("TERM");
        process.awaitExit(LIMIT);
    }

    @Override
    public void close() {
        vmm.close();
        process.close();
    }
}
