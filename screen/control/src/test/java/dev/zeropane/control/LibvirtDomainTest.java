// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In folders as libvirt leaves them. A shell has the command line of each QEMU: it waits for the
/// end of its input.
final class LibvirtDomainTest {
    private static final long DEVICE = ProcessHandle.current().pid();
    private static final String OURS = "-video0-vhost-user-gpu.pid";

    @TempDir Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void anotherDomain() throws IOException {
        qemu("db1", "1-db1");
        Files.writeString(folder.resolve("1-db1" + OURS), "1\n");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private int qemu(String name, String shortName) throws IOException {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "read _",
                                "qemu-system-x86_64",
                                "-name",
                                "guest=" + name + ",debug-threads=on",
                                "-object",
                                "{\"qom-type\":\"secret\",\"file\":\"/l/domain-"
                                        + shortName
                                        + "/master-key.aes\"}")
                        .start();
        started.add(process);
        Files.writeString(folder.resolve(name + ".pid"), Long.toString(process.pid()));
        return (int) process.pid();
    }

    private Optional<LibvirtDomain> found() {
        return LibvirtDomain.of(DEVICE, List.of(folder.resolve("missing"), folder));
    }

    @Test
    void domain_isFoundWithItsQemu() throws IOException {
        int qemu = qemu("web1", "2-web1");
        Files.writeString(folder.resolve("2-web1" + OURS), DEVICE + "\n");
        assertEquals(Optional.of(new LibvirtDomain("web1", qemu)), found());
    }

    /// Both names are cut to the same twenty letters, and one begins as another ends.
    @Test
    void similarNames_areToldApart() throws IOException {
        qemu("production-webserver-01", "2-production-webserver");
        int qemu = qemu("production-webserver-02", "22-production-webserver");
        qemu("production", "23-production");
        Files.writeString(folder.resolve("22-production-webserver" + OURS), DEVICE + "\n");
        assertEquals(Optional.of(new LibvirtDomain("production-webserver-02", qemu)), found());
    }

    @Test
    void nothingOfOurs_isNothing() throws IOException {
        assertEquals(Optional.empty(), found());
        // QEMU is not there yet.
        Files.writeString(folder.resolve("2-web1" + OURS), DEVICE + "\n");
        assertEquals(Optional.empty(), found());
        // Nor is it what has its file.
        Files.writeString(folder.resolve("web1.pid"), DEVICE + "\n");
        assertEquals(Optional.empty(), found());
        for (String text : List.of("", "x", "-1", "99999999999999999999", "4294967297", "0")) {
            Files.writeString(folder.resolve("web1.pid"), text);
            assertEquals(Optional.empty(), found(), text);
        }
    }

    @Test
    void linksAndFoldersOfOthers_areNotBelieved() throws IOException {
        qemu("web1", "2-web1");
        Path file = Files.writeString(folder.resolve("elsewhere"), DEVICE + "\n");
        Files.createSymbolicLink(folder.resolve("2-web1" + OURS), file);
        assertEquals(Optional.empty(), found());
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        Files.delete(folder.resolve("2-web1" + OURS));
        Files.move(file, folder.resolve("2-web1" + OURS));
        assertEquals(Optional.empty(), LibvirtDomain.of(DEVICE, List.of(link)));
        assertEquals(Optional.of("web1"), found().map(LibvirtDomain::name));
    }
}
