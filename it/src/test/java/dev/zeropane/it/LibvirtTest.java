package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What libvirt does to give a guest a graphics card of a back-end of its own, step by step
/// (`qemu_vhost_user.c`, `qemu_vhost_user_gpu.c`): with an installation, which needs nothing of
/// this checkout.
@Tag("vm")
final class LibvirtTest {
    private static final Duration TO_INSTALL = Duration.ofMinutes(3);
    private static final Duration TO_RUN = Duration.ofSeconds(30);

    private static final QemuVersion VERSION = QemuVersion.QEMU_10_0;

    /// Which descriptors [#LAUNCHER] gives the ends of the socket.
    private static final int BACKEND_FD = 50;

    private static final int QEMU_FD = 51;

    /// Starts a back-end, and becomes QEMU: each with its end of a socket, the back-end without
    /// HOME, as a system service has none. Java cannot hand sockets to the programs it starts.
    private static final String LAUNCHER =
            """
            import os, socket, sys
            backend, qemu = socket.socketpair()
            os.dup2(backend.fileno(), %1$d)
            os.dup2(qemu.fileno(), %2$d)
            end = sys.argv.index("--")
            if os.fork() == 0:
                os.close(%2$d)
                os.environ.pop("HOME", None)
                os.execv(sys.argv[1], sys.argv[1:end])
            os.close(%1$d)
            os.execv(sys.argv[end + 1], sys.argv[end + 1:])
            """
                    .formatted(BACKEND_FD, QEMU_FD);

    @TempDir Path directory;

    @Test
    void startedAsLibvirtDoes_showsTheGuest() throws IOException {
        Toolbox.require();
        assumeTrue(hasPython(), "no python3: nothing was started as libvirt does");
        String backend = backend(install());
        assertEquals("gpu", capabilities(backend).get("type"));
        assertShown(backend);
    }

    private boolean hasPython() {
        try (Program python =
                Program.start(directory, Map.of(), "sh", "-c", "command -v python3")) {
            return python.awaitExit(TO_RUN) == 0;
        }
    }

    private Path install() {
        Path prefix = directory.resolve("usr");
        try (Program install =
                Zeropane.start(directory, "install", "--prefix", prefix.toString())) {
            install.awaitExit(0, TO_INSTALL);
        }
        return prefix;
    }

    /// The program of the first description of a GPU, by file name. The folder is one of those that
    /// libvirt looks into if the prefix is `/usr`.
    private static String backend(Path prefix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(prefix.resolve("share/qemu/vhost-user"), "*.json")) {
            all.forEach(files::add);
        }
        files.sort(null);
        for (Path file : files) {
            Map<String, Object> description = JSON.std.mapFrom(Files.readString(file));
            if ("gpu".equals(description.get("type"))) {
                return (String) description.get("binary");
            }
        }
        throw new AssertionError("no back-end for a GPU in " + files);
    }

    private Map<String, Object> capabilities(String backend) throws IOException {
        try (Program program =
                Program.start(
                        directory,
                        Map.of(),
                        "env",
                        "--unset=HOME",
                        backend,
                        "--print-capabilities")) {
            program.awaitExit(0, TO_RUN);
            return JSON.std.mapFrom(program.out().text());
        }
    }

    private void assertShown(String backend) {
        List<String> launcher =
                List.of("python3", "-c", LAUNCHER, backend, "--fd=" + BACKEND_FD, "--");
        try (Vm ours =
                        Vm.startBy(
                                launcher,
                                directory,
                                VERSION,
                                Vm.MEMFD,
                                Vm.servedBy("vhost-user-vga", "fd=" + QEMU_FD),
                                Vm.linux(""));
                Vm oracle =
                        Vm.start(
                                directory,
                                VERSION,
                                Vm.MEMFD,
                                List.of("-device", "virtio-vga"),
                                Vm.linux(""))) {
            ours.awaitLinux();
            oracle.awaitLinux();
            SamePicture same =
                    new SamePicture(
                            List.of(
                                    new View("qemu", oracle::screendump),
                                    new View("vmm", ours::screendump)));
            VmPair.printWord(oracle, ours);
            same.await("libvirt", ours.qemu());
            assertEndsWithQemu(ours);
        }
    }

    private static void assertEndsWithQemu(Vm ours) {
        List<ProcessHandle> backends =
                ProcessHandle.of(ours.qemu().pid()).stream()
                        .flatMap(ProcessHandle::children)
                        .toList();
        assertEquals(1, backends.size());
        ours.qmp().execute("quit", Map.of());
        Await.untilTrue(
                () -> "the back-end to end with QEMU\n" + ours.qemu().err().text(),
                TO_RUN,
                () -> !backends.getFirst().isAlive());
        assertTrue(ours.qemu().awaitExit(TO_RUN) == 0, ours.qemu().err().text());
    }
}
