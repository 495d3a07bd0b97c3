// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Linux of `zeropane demo` in a window, as somebody sees it who tries Zeropane for the first
/// time.
@Tag("vm")
final class DemoWindowTest {
    private static final Duration TO_BOOT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir Path directory;

    @Test
    void window_saysItsSize_andIsTypedInto() {
        Toolbox.require();
        try (Sway sway = Sway.start(directory, 1400, 1000);
                Program demo =
                        Zeropane.start(
                                directory,
                                Map.of("WAYLAND_DISPLAY", sway.socket().toString()),
                                "demo",
                                "--size=1024x768");
                VirtualInput person = new VirtualInput(sway)) {
            demo.err().await("the guest draws: it is in its window", TO_BOOT);
            SwayWindow window = sway.awaitWindow(GuestWindows.APP_ID);
            Await.untilTrue(
                    () -> "1024x768, not " + window.now(),
                    LIMIT,
                    () -> window.now().width() == 1024 && window.now().height() == 768);
            // Smaller, as Linux's console keeps its buffer and follows no larger window.
            window.place(0, 0, 960, 700);
            Await.untilTrue(
                    () -> "the guest's screen to be 960x700, not " + screen(demo),
                    LIMIT,
                    () -> screen(demo).equals("960x700"));
            sway.command("[app_id=" + GuestWindows.APP_ID + "] focus");
            awaitEnd(demo, () -> person.type("poweroff -f\n"));
            demo.awaitExit(0, LIMIT);
        }
    }

    /// Types until the guest ends: nothing tells when its keyboard's driver and its shell are
    /// there.
    private static void awaitEnd(Program demo, Runnable type) {
        CompletableFuture<ProcessHandle> end =
                ProcessHandle.of(demo.pid())
                        .map(ProcessHandle::onExit)
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
        Await.untilTrue(
                demo::said,
                LIMIT,
                () -> {
                    type.run();
                    try {
                        end.get(2, TimeUnit.SECONDS);
                        return true;
                    } catch (TimeoutException e) {
                        return false;
                    } catch (InterruptedException | ExecutionException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static String screen(Program demo) {
        Map<String, Object> screen = ControlStats.of(demo.pid()).screen();
        return screen.get("width") + "x" + screen.get("height");
    }
}
