package dev.zeropane.it;

import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// QEMU's own window, drawn by OpenGL, as a person sees it. It has the size of the guest's mode, as
/// QEMU would scale the picture otherwise.
@Tag("vm")
final class QemuWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final List<String> WINDOW = List.of("-display", "gtk,gl=on,show-menubar=off");

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @ParameterizedTest
    @EnumSource
    void window_showsWhatTheGuestDraws(QemuVersion version) {
        try (GpuServer server = new GpuServer(directory);
                Compositor compositor = Compositor.start(directory, WIDTH, HEIGHT);
                Vm oracle =
                        Vm.start(
                                directory,
                                version,
                                Vm.MEMFD,
                                List.of("-device", "virtio-gpu-pci"),
                                Vm.linux(""));
                Vm ours =
                        Vm.startBy(
                                compositor.launcher(),
                                directory,
                                version,
                                Vm.MEMFD,
                                WINDOW,
                                Vm.served("vhost-user-gpu-pci", server.socket()),
                                Vm.linux(""))) {
            List<View> views =
                    List.of(
                            new View("qemu", oracle::screendump),
                            new View("window", () -> Optional.of(compositor.screenshot())));
            oracle.awaitLinux();
            ours.awaitLinux();
            Program process = server.process();
            SamePicture word = new SamePicture(views);
            VmPair.printWord(oracle, ours);
            word.await("window-word-" + version, process);
            for (int i = 0; i < 20; i++) {
                long t = System.nanoTime();
                String pattern = i % 2 == 0 ? " -F smpte" : " -F tiles";
                SamePicture modetest = new SamePicture(views);
                Modetest.start(oracle, pattern + Modetest.show(oracle, 1, WIDTH + "x" + HEIGHT));
                Modetest.start(ours, pattern + Modetest.show(ours, 1, WIDTH + "x" + HEIGHT));
                modetest.await("window-modetest-" + i + "-" + version, process);
                Modetest.end(oracle);
                Modetest.end(ours);
                System.err.println("TIME " + (System.nanoTime() - t) / 1e9);
            }
        }
    }
}
