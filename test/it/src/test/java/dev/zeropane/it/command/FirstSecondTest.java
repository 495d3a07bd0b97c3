// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM;
import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VhostUserGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.testkit.Jcmd;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a device that has just been started does while its first guest waits.
final class FirstSecondTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path directory;

    /// The JVM loads a class, or makes one of a lambda or of a call to libc, when it is first used:
    /// some milliseconds each. (A `LambdaForm` alone is one that was called often enough to be
    /// compiled.)
    @Test
    void firstCommands_loadNoClasses() throws IOException {
        Path socket = directory.resolve("gpu.sock");
        try (Program device =
                Zeropane.start(
                        directory,
                        Map.of(),
                        "gpu",
                        "--socket-path",
                        socket.toString(),
                        "--display",
                        "vmm")) {
            device.err().await("waiting for a VMM", PATIENCE);
            try (TestVmm vmm = TestVmm.connectOnly(socket, VmmOptions.defaults())) {
                // No guest runs before this is done.
                vmm.realize();
                Path log = logClasses(device);
                boot(vmm, 1, 640, 480);
                vmm.resetDevice();
                boot(vmm, 3, 1280, 800);
                String thread = "[" + thread(device, "zeropane-gpu") + "]";
                List<String> lines = Files.readAllLines(log);
                assertEquals(
                        List.of(),
                        lines.stream()
                                .filter(line -> line.startsWith(thread))
                                .filter(line -> !line.contains("LambdaForm$"))
                                .toList());
                // That classes would be in it: the first question for numbers loads some.
                ControlStats.of(device.pid());
                assertTrue(
                        Files.readAllLines(log).stream()
                                .anyMatch(line -> line.matches("\\[\\d+\\].*dev\\.zeropane.*")));
            }
        }
    }

    private Path logClasses(Program device) {
        Path log = directory.resolve("classes.log");
        Jcmd.run(device.pid(), "VM.log", "what=class+load", "decorators=tid", "output=file=" + log);
        return log;
    }

    private static String thread(Program device, String name) throws IOException {
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + device.pid() + "/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    return thread.getFileName().toString();
                }
            }
        }
        throw new AssertionError("no thread " + name);
    }

    private static void boot(TestVmm vmm, int id, int width, int height) {
        vmm.start();
        VmmScreen screen = new VmmScreen(vmm.gpuSocket().orElseThrow());
        GpuDriver driver = new GpuDriver(vmm);
        driver.meanwhile(screen::poll);
        driver.getDisplayInfo();
        driver.getEdid(0);
        Framebuffer picture =
                Framebuffer.create(
                        driver,
                        vmm.ram(),
                        id,
                        VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                        width,
                        height,
                        true);
        picture.show(0);
        picture.update(picture.bounds());
        // A change of screens takes two.
        await(screen, VhostUserGpu.VHOST_USER_GPU_UPDATE, 2);
        picture.update(new Rect(8, 8, 8, 16));
        await(screen, VhostUserGpu.VHOST_USER_GPU_UPDATE, 3);
        Framebuffer cursor =
                Framebuffer.create(
                        driver, vmm.ram(), id + 1, VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, 64, 64, true);
        cursor.update(cursor.bounds());
        driver.updateCursor(0, 5, 6, id + 1, 1, 1);
        await(screen, VhostUserGpu.VHOST_USER_GPU_CURSOR_UPDATE, 1);
        driver.moveCursor(0, 7, 8, id + 1);
        await(screen, VhostUserGpu.VHOST_USER_GPU_CURSOR_POS, 1);
        GpuDriver.expectOk(driver.detachBacking(id), "detachBacking");
        GpuDriver.expectOk(driver.unref(id), "unref");
    }

    private static void await(VmmScreen screen, int message, int count) {
        screen.await("message " + message, PATIENCE, () -> screen.count(message) >= count);
    }
}
