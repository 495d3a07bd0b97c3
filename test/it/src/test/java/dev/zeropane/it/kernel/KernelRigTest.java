// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.KernelVm;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What kernel tests find in their virtual machine.
@Tag("kernel")
@Tag("newest-kernel")
final class KernelRigTest {
    private static final Duration TO_START = Duration.ofMinutes(4);

    @ParameterizedTest
    @ValueSource(
            strings = {"/dev/udmabuf", "/dev/dma_heap/system", "/dev/virtio-ports/qmp", "/dev/shm"})
    void device_isThere(Path device) {
        assertTrue(Files.exists(device), device + " is missing");
    }

    @Test
    void cards_areVgemAndTwoOfQemu() throws IOException {
        try (Stream<Path> cards = Files.list(Path.of("/sys/class/drm"))) {
            Set<String> drivers =
                    cards.filter(card -> card.getFileName().toString().matches("card\\d+"))
                            .map(KernelRigTest::driver)
                            .collect(Collectors.toSet());
            assertEquals(Set.of("vgem", "cirrus", "bochs"), drivers);
        }
    }

    /// Newer kernels call cirrus "cirrus-qemu". vgem has no hardware, so no driver of its own
    /// either.
    private static String driver(Path card) {
        try {
            Path device = card.resolve("device").toRealPath();
            boolean pci = device.resolve("subsystem").toRealPath().endsWith("pci");
            Path named = pci ? device.resolve("driver").toRealPath() : device;
            return named.getFileName().toString().replaceFirst("-.*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(card.toString(), e);
        }
    }

    @Test
    void hugePages_areReserved() throws IOException {
        String pages =
                Files.readString(Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"));
        assertEquals("64", pages.strip());
    }

    @Test
    void monitor_answersMoreThanOnce() {
        String command = "{\"execute\": \"query-status\"}";
        assertTrue(KernelVm.execute(command).contains("\"running\""));
        assertTrue(KernelVm.execute(command).contains("\"running\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cirrus", "bochs"})
    void screendump_ofEachCard_isAPicture(String card) {
        Picture picture = KernelVm.screendump(card);
        assertTrue(picture.width() >= 640 && picture.height() >= 400, picture.toString());
    }

    @ParameterizedTest
    @CsvSource({"/tmp,true", "/run,true", "/dev/shm,true", "/usr,false"})
    void hostFiles_areReadOnly(Path directory, boolean writable) {
        assertEquals(writable, Files.isWritable(directory));
    }

    @Test
    void out_isWritable() throws IOException {
        Path file = Files.writeString(KernelVm.out().resolve("probe"), "x");
        assertEquals("x", Files.readString(file));
        Files.delete(file);
    }

    @Test
    void command_startsHereToo_andLeavesItsCrashLog(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("gpu");
        Path log;
        try (Program zeropane = Zeropane.start(directory, "gpu", "--socket-path=" + socket)) {
            Await.untilTrue(() -> "its socket", TO_START, () -> Files.exists(socket));
            log = KernelVm.out().resolve("hs_err_" + zeropane.pid() + ".log");
            zeropane.signal("SEGV");
            // It would go on writing for a minute.
            Await.untilTrue(() -> log.toString(), TO_START, () -> tells(log, "SIGSEGV"));
        }
        Files.delete(log);
    }

    private static boolean tells(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            // Not yet: while it grows, a read of it has ended with ENODATA over 9p on Linux 7.3.
            return false;
        }
    }
}
