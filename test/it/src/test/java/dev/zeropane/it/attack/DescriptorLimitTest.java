// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The process has no descriptor left (`RLIMIT_NOFILE`), and still nobody hangs, nothing spins, and
/// all is well once there is room again.
final class DescriptorLimitTest extends ProcessAttackTest {
    private static final int CONNECTIONS = 40;
    private static final Duration TO_REFUSE = Duration.ofSeconds(10);

    private Path proc;
    private String before;

    @BeforeEach
    void remember() {
        target().state(); // waits until nobody is served
        proc = Path.of("/proc", Long.toString(target().pid()));
        before = limit();
    }

    @AfterEach
    void restore_andTheNextConnectionServes() {
        limitTo(before);
        assertServesNext();
    }

    private String limit() {
        try {
            return Files.readAllLines(proc.resolve("limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.substring("Max open files".length()).strip())
                    .map(limits -> limits.substring(0, limits.indexOf(' ')))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Leaves room for `free` more descriptors.
    private void leave(int free) {
        int number = 0;
        for (int left = free; left > 0 || isOpen(number); number++) {
            left -= isOpen(number) ? 0 : 1;
        }
        limitTo(Integer.toString(number));
    }

    private boolean isOpen(int number) {
        return Files.isSymbolicLink(proc.resolve("fd").resolve(Integer.toString(number)));
    }

    private static void limitTo(String descriptors) {
        List<String> command =
                List.of("prlimit", "--pid=" + target().pid(), "--nofile=" + descriptors + ":");
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Processor time of the process so far, in ticks of 10 ms.
    private long ticks() {
        try {
            String stat = Files.readString(proc.resolve("stat"));
            // utime and stime, the 14th and 15th of man 5 proc; the 2nd ends with this parenthesis.
            try (Scanner fields = new Scanner(stat.substring(stat.lastIndexOf(')') + 1))) {
                for (int field = 3; field < 14; field++) {
                    fields.next();
                }
                return fields.nextLong() + fields.nextLong();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void connections_areTurnedAway_withoutSpinning() {
        int lines = target().messages().size();
        leave(0);
        long start = System.nanoTime();
        long ticks = ticks();
        for (int i = 0; i < CONNECTIONS; i++) {
            try (UnixSocket client = UnixSocket.connect(target().socket())) {
                awaitRefused(client);
            }
        }
        // A process that spun would have used all of this time.
        Await.untilTrue(
                () -> "a second to pass",
                TO_REFUSE,
                () -> System.nanoTime() - start > Duration.ofSeconds(1).toNanos());
        long wall = (System.nanoTime() - start) / 10_000_000;
        long used = ticks() - ticks;
        assertTrue(used < wall / 2, () -> used + " ticks of " + wall);
        List<String> said = target().messages().subList(lines, target().messages().size());
        // Ten, one that says the rest is counted, and perhaps the end of whoever was served before.
        assertTrue(said.size() <= 12, () -> String.join("\n", said));
        assertTrue(
                said.stream().anyMatch(line -> line.contains("EMFILE")),
                () -> String.join("\n", said));
    }

    private static void awaitRefused(UnixSocket client) {
        try (Arena arena = Arena.ofConfined()) {
            var one = arena.allocate(1);
            Await.untilTrue(
                    () -> "the connection to be refused",
                    TO_REFUSE,
                    () -> client.receive(one, new ArrayList<>()) == UnixSocket.Received.END);
        } catch (LinuxException.Disconnected e) {
            assertTrue(target().server().process().isAlive());
        }
    }

    /// It is served, but what it brings does not fit.
    @Test
    void noRoomForWhatAMessageBrings_endsTheConnection() {
        leave(1);
        try (TestVmm vmm = connectOnly()) {
            assertThrows(
                    FrontendException.Closed.class,
                    () -> {
                        vmm.realize();
                        vmm.start();
                        vmm.receive();
                    });
        }
    }

    /// Storage of its own takes a descriptor for a moment, a picture a file.
    @Test
    void noRoomForAShadow_isOutOfMemory_andThePictureComesLater() {
        try (TestVmm vmm = connect(VmmOptions.defaults())) {
            GpuDriver driver = new GpuDriver(vmm);
            Framebuffer fb =
                    Framebuffer.create(
                            driver, vmm.ram(), 7, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 48, true);
            fb.show(0);
            leave(0);
            assertEquals(
                    VIRTIO_GPU_RESP_OK_NODATA,
                    driver.create2d(8, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64));
            List<Entry> part = List.of(new Entry(vmm.ram().allocate(4096), 16));
            assertEquals(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, driver.attachBacking(8, part));
            Picture picture = check().draw(fb);
            fb.update(fb.bounds());
            limitTo(before);
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.attachBacking(8, part));
            fb.update(fb.bounds());
            check().await(0, picture);
            check().assertServes(vmm, driver);
        }
    }
}
