// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.View;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A guest with two screens is in two windows, each of which shows what is in its PNG file.
final class TwoWindowsTest extends WindowTest {
    private Sway sway;
    private GpuServer server;
    private Vm guest;

    @Override
    protected void start(Path directory) {
        sway = keep(Sway.start(directory, 640 + 1024, 768));
        server =
                keep(
                        new GpuServer(
                                directory,
                                Map.of("WAYLAND_DISPLAY", sway.socket().toString()),
                                List.of(
                                        "--display",
                                        "wayland",
                                        "--max-outputs",
                                        "2",
                                        "--size",
                                        "1024x768")));
        guest =
                keep(
                        Vm.start(
                                directory,
                                QemuVersion.QEMU_11_1,
                                Vm.MEMFD,
                                Vm.served("vhost-user-gpu-pci,max_outputs=2", server.socket()),
                                Vm.linux("")));
        guest.awaitLinux();
    }

    @Override
    protected Program server() {
        return server.process();
    }

    @Test
    @Order(1)
    void twoScreens_twoWindows() {
        List<SwayWindow> windows = sway.awaitWindows(GuestWindows.APP_ID, 2);
        assertNotEquals(windows.get(0).title(), windows.get(1).title());
        windows.get(0).move(0, 0);
        windows.get(1).move(640, 0);
        List<SamePicture> screens =
                IntStream.range(0, 2).mapToObj(i -> screen(windows.get(i), i)).toList();
        Modetest.start(
                guest, Modetest.show(guest, 1, "640x480") + Modetest.show(guest, 2, "1024x768"));
        assertEquals(640, screens.get(0).await("two-windows-0", server()).width());
        assertEquals(1024, screens.get(1).await("two-windows-1", server()).width());
        Modetest.end(guest);
    }

    private SamePicture screen(SwayWindow window, int screen) {
        return new SamePicture(
                List.of(
                        new View("png", () -> server.picture(screen)),
                        new View("window", () -> Optional.of(window.screenshot()))));
    }

    @Test
    @Order(2)
    void oneClosed_theOtherStays() {
        List<SwayWindow> windows = sway.awaitWindows(GuestWindows.APP_ID, 2);
        windows.get(0).close();
        sway.awaitWindows(GuestWindows.APP_ID, 1);
        SamePicture other = screen(windows.get(1), 1);
        VmPair.printWord(guest);
        other.await("two-windows-one-closed", server());
    }
}
