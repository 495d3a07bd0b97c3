// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What `zeropane install` leaves behind is found and started by libvirt's rules, needs nothing of
/// the checkout, and goes away again. The tests share an installation, the last one removes it.
@Tag("cli")
@TestMethodOrder(OrderAnnotation.class)
final class InstallTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final Duration SOON = Duration.ofMinutes(1);

    /// Four times what libvirt's users should wait for.
    private static final Duration CAPABILITIES_LIMIT = Duration.ofSeconds(2);

    /// Less than the time after which a process that does not end is made to.
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir static Path directory;

    private static Installation installation;

    @TempDir Path work;

    @BeforeEach
    void install() throws IOException {
        if (installation == null) {
            installation =
                    new Installation(Files.createDirectory(directory.resolve("a user's home")));
            assertSucceeds(installation.checkout("install", "--user"));
        }
    }

    @Test
    void libvirtFindsAndStartsIt_fromReadOnlyFolder_pictureIsRight()
            throws IOException, InterruptedException {
        Libvirt libvirt = new Libvirt(installation.configuration(), installation.readOnly());
        Path backend = libvirt.findGpuBackend();
        assertTrue(backend.startsWith(installation.prefix()), backend.toString());
        assertEquals(List.of(), libvirt.capabilities(backend, work));
        Path socket = work.resolve("s");
        try (Program program = libvirt.start(backend, work, socket)) {
            try (Vmm vmm = connect(program, socket)) {
                assertPicture(vmm);
            }
            program.awaitExit(0, SOON);
        }
    }

    @Test
    void sigterm_endsItAtOnce() throws IOException, InterruptedException {
        Libvirt libvirt = new Libvirt(installation.configuration(), List.of());
        Path socket = work.resolve("s");
        try (Program program = libvirt.start(libvirt.findGpuBackend(), work, socket);
                Vmm vmm = connect(program, socket)) {
            long start = System.nanoTime();
            program.signal("TERM");
            program.awaitExit(AT_ONCE);
            System.out.println("ended in " + millisSince(start) + " ms");
            assertFalse(vmm.isRunning() && program.isAlive());
        }
    }

    @Test
    void printCapabilities_isQuick_andIgnoresOtherArguments()
            throws IOException, InterruptedException {
        Libvirt libvirt = new Libvirt(installation.configuration(), List.of());
        Path backend = libvirt.findGpuBackend();
        long millis = Long.MAX_VALUE;
        // Again, as a test machine may be busy.
        for (int i = 0; i < 10 && millis >= CAPABILITIES_LIMIT.toMillis(); i++) {
            long start = System.nanoTime();
            assertEquals(List.of(), libvirt.capabilities(backend, work));
            millis = Math.min(millis, millisSince(start));
        }
        System.out.println("--print-capabilities took " + millis + " ms");
        assertTrue(millis < CAPABILITIES_LIMIT.toMillis(), millis + " ms");
        Program odd = installation.run(backend, "--print-capabilities", "--fd=77", "--unheard-of");
        assertSucceeds(odd);
        assertEquals("{\"type\": \"gpu\", \"features\": []}", odd.out().text());
        Program command =
                installation.run(
                        installation.prefix().resolve("bin/zeropane"),
                        "gpu",
                        "--unheard-of",
                        "--print-capabilities");
        assertEquals(odd.out().text(), command.out().text());
    }

    @Test
    void badDescriptor_endsAtOnceWithStatus1() throws IOException {
        Path backend = installation.prefix().resolve("lib/zeropane/bin/vhost-user-gpu");
        for (String fd : List.of("--fd=0", "--fd=99")) {
            Program program = installation.run(backend, fd);
            program.awaitExit(1, SOON);
            assertFalse(program.err().text().isEmpty());
        }
    }

    @Test
    void demo_needsNeitherJdkNorHome_norToWriteItsFolder()
            throws IOException, InterruptedException {
        List<String> command =
                Stream.of(
                                installation.readOnly().stream(),
                                Stream.of("env", "-i"),
                                Stream.of(installation.prefix().resolve("bin/zeropane").toString()),
                                Stream.of("demo", "--guest=builtin", "--display=png:pictures"),
                                Stream.of("--screenshot=last.png"))
                        .flatMap(parts -> parts)
                        .toList();
        try (Program program = Program.start(work, Map.of(), command)) {
            program.err().await("the guest draws", SOON);
            program.signal("TERM");
            int _ = program.awaitExit(SOON);
        }
        assertTrue(Files.size(work.resolve("last.png")) > 0);
    }

    @Test
    void manual_rendersWithoutWarnings() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "no groff");
        try (Stream<Path> pages = Files.list(installation.prefix().resolve("share/man/man1"))) {
            List<Path> all = pages.toList();
            assertTrue(all.size() > 2, all.toString());
            for (Path page : all) {
                Program groff =
                        installation.run(
                                Path.of("/usr/bin/groff"), "-man", "-ww", "-z", page.toString());
                assertSucceeds(groff);
                assertEquals("", groff.err().text());
            }
        }
    }

    @Test
    void completion_knowsCommandsAndOptions() {
        assertEquals("gpu", complete("zeropane", "gp"));
        assertEquals("--socket-path", complete("zeropane", "gpu", "--so"));
        assertEquals("builtin", complete("zeropane", "demo", "--guest", "b"));
    }

    private static String complete(String... words) {
        Path script = installation.prefix().resolve("share/bash-completion/completions/zeropane");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-c",
                                """
                                compopt() { :; }
                                source "$0"
                                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
                                _complete_zeropane zeropane "${!#}" ""
                                echo "${COMPREPLY[@]}"
                                """,
                                script.toString()));
        arguments.addAll(List.of(words));
        Program bash = installation.run(Path.of("/bin/bash"), arguments.toArray(String[]::new));
        return bash.out().text().strip();
    }

    @Test
    void foreignFileInTheWay_isNamedAndLeft() throws IOException {
        Path command = Files.createDirectories(work.resolve("bin")).resolve("zeropane");
        Files.writeString(command, "mine");
        Program program = installation.checkout("install", "--prefix", work.toString());
        assertEquals(1, program.awaitExit(SOON));
        assertTrue(program.err().text().contains(command + " is in the way"), program.err().text());
        assertEquals("mine", Files.readString(command));
        try (Stream<Path> left = Files.list(work)) {
            assertEquals(List.of(command.getParent()), left.toList());
        }
    }

    @Test
    void noInstallation_uninstallSaysSo() {
        Program program = installation.checkout("uninstall", "--prefix", work.toString());
        assertEquals(1, program.awaitExit(SOON));
        assertTrue(program.err().text().contains("is no installation"), program.err().text());
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void again_replacesIt_runningOneGoesOn() throws IOException, InterruptedException {
        Libvirt libvirt = new Libvirt(installation.configuration(), List.of());
        Path socket = work.resolve("s");
        List<String> before = installation.files();
        try (Program program = libvirt.start(libvirt.findGpuBackend(), work, socket);
                Vmm vmm = connect(program, socket)) {
            assertSucceeds(installation.checkout("install", "--user"));
            assertPicture(vmm);
            assertEquals(before, installation.files());
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void uninstall_byItself_leavesOnlyWhatWasChanged() throws IOException {
        Path home = installation.home();
        Files.writeString(installation.descriptor(), ""); // hides it from libvirt
        Program program =
                installation.run(installation.prefix().resolve("bin/zeropane"), "uninstall");
        assertSucceeds(program);
        assertTrue(program.err().text().contains("left " + installation.descriptor() + " alone"));
        Path left = home.relativize(installation.descriptor());
        assertEquals(
                Stream.of(left.subpath(0, 1), left.subpath(0, 2), left.subpath(0, 3), left)
                        .map(Path::toString)
                        .toList(),
                installation.files());
        Files.delete(installation.descriptor());
    }

    private Vmm connect(Program backend, Path socket) {
        try {
            return Vmm.connect(socket, VmmOptions.defaults());
        } catch (RuntimeException e) {
            throw new AssertionError(backend.err().text(), e);
        }
    }

    /// Draws by the device, and compares with what the VMM was sent.
    private static void assertPicture(Vmm vmm) {
        VmmScreen screen = new VmmScreen(vmm.gpuSocket().orElseThrow());
        GpuDriver driver = new GpuDriver(vmm);
        driver.meanwhile(screen::poll);
        Framebuffer drawn =
                Framebuffer.create(
                        driver,
                        vmm.ram(),
                        1,
                        VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                        WIDTH,
                        HEIGHT,
                        true);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                drawn.setPixel(x, y, 0xff000000 | x << 12 | y);
            }
        }
        drawn.show(0);
        drawn.update(drawn.bounds());
        screen.awaitUpdates(1, SOON);
        ScreenPicture shown = screen.picture(0).orElseThrow();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertEquals(x << 12 | y, shown.pixel(x, y) & 0xffffff, x + "," + y);
            }
        }
    }

    private static long millisSince(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
    }

    private static void assertSucceeds(Program program) {
        program.awaitExit(0, SOON);
    }
}
