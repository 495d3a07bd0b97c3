// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.HUGE;
import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.DmaBuf.Direction;
import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The library from one end to the other, as a display uses it.
@Tag("kernel")
final class UdmabufKernelTest {
    /// A JVM that starts on an emulated processor of a busy machine takes its time.
    private static final Duration LONG = Duration.ofSeconds(150);

    /// A full HD picture, none of its pages beside the next.
    private static final int PAGES = 2025;

    private static final long SIZE = PAGES * PAGE;

    private final Scope scope = new Scope();
    private final Budget budget = new Budget(2 * SIZE);
    private final MemoryFile file = scope.add(new MemoryFile(RawUdmabuf.memfd(2 * SIZE)));
    private final Mapping guest = scope.add(Mapping.of(file.fd(), 0, 2 * SIZE, Access.READ_WRITE));
    private final Udmabuf device = scope.add(Udmabuf.open());

    @AfterEach
    void close() {
        scope.close();
    }

    /// Page i of it is page 2(n-1-i) of the file.
    private Runs scattered() {
        Runs.Builder runs = new Runs.Builder();
        for (long page = PAGES - 1; page >= 0; page--) {
            runs.add(file, 2 * page * PAGE, PAGE);
        }
        return runs.build();
    }

    private static long inFile(int page) {
        return 2L * (PAGES - 1 - page) * PAGE;
    }

    @Test
    void create_limitRaisedAndLowered_isReadEachTime() {
        Runs runs = scattered();
        ExportRefusal refusal = device.check(runs).orElseThrow();
        assertEquals(Kind.TOO_MANY_RUNS, refusal.kind());
        assertTrue(
                refusal.reason()
                        .contains(
                                "2025 entries (coalesced from 2025 pages), and udmabuf.list_limit is 1024"),
                refusal.reason());
        assertTrue(refusal.remedy().contains("echo 8192 > "), refusal.remedy());
        assertThrows(ExportRefusedException.class, () -> device.create(runs, budget));
        try (Scope raised = new Scope()) {
            raised.add(RawUdmabuf.limit("list_limit", 8192));
            device.create(runs, budget).close();
        }
        assertEquals(Kind.TOO_MANY_RUNS, device.check(runs).orElseThrow().kind());
        assertEquals(0, budget.used());
    }

    @Test
    void create_scatteredPages_oneLinearBufferWrittenBothWays() {
        scope.add(RawUdmabuf.limit("list_limit", 8192));
        DmaBuf buffer = scope.add(device.create(scattered(), budget));
        assertEquals(SIZE, buffer.size());
        DmaBufMapping mapping = scope.add(buffer.map(Access.READ_WRITE));
        assertTrue(buffer.awaitWritable(Duration.ZERO));
        for (int page = 0; page < PAGES; page++) {
            guest.segment().set(JAVA_INT, inFile(page) + 40, page + 1);
        }
        try (CpuAccess _ = buffer.beginCpuAccess(Direction.READ_WRITE)) {
            for (int page = 0; page < PAGES; page++) {
                assertEquals(page + 1, mapping.segment().get(JAVA_INT, page * PAGE + 40));
                mapping.segment().set(JAVA_INT, page * PAGE + 44, -page);
            }
        }
        for (int page = 0; page < PAGES; page++) {
            assertEquals(-page, guest.segment().get(JAVA_INT, inFile(page) + 44));
            assertEquals(0, guest.segment().get(JAVA_INT, inFile(page) + PAGE + 44));
        }
    }

    @Test
    void create_neighbours_coalesceUnderTheLimit() {
        Runs.Builder runs = new Runs.Builder();
        for (long page = 0; page < PAGES; page++) {
            runs.add(file, page * PAGE, PAGE);
        }
        try (DmaBuf buffer = device.create(runs.build(), budget)) {
            assertEquals(SIZE, buffer.size());
        }
    }

    @Test
    void create_overBudget_refusedWithTheNumbers() {
        Runs half = Runs.of(file, 0, SIZE);
        try (DmaBuf _ = device.create(half, budget);
                DmaBuf _ = device.create(half, budget)) {
            ExportRefusedException e =
                    assertThrows(ExportRefusedException.class, () -> device.create(half, budget));
            assertEquals(Kind.OVER_BUDGET, e.refusal().kind());
            assertTrue(
                    e.getMessage()
                            .contains(
                                    "needs 8294400 bytes of pinned memory, and 16588800 of 16588800"),
                    e.getMessage());
        }
        assertEquals(0, budget.used());
    }

    @Test
    void create_hugePages_everyPageInItsPlace() {
        MemoryFile huge = scope.add(new MemoryFile(hugeMemfd()));
        Runs runs = Runs.of(huge, HUGE - 2 * PAGE, 4 * PAGE);
        if (device.check(runs).isPresent()) {
            // CreateRulesKernelTest says on which kernels.
            assertTrue(device.check(runs).get().reason().contains("huge pages"));
            return;
        }
        Mapping memory = scope.add(Mapping.of(huge.fd(), 0, 2 * HUGE, Access.READ_WRITE));
        DmaBuf buffer = scope.add(device.create(runs, budget));
        DmaBufMapping mapping = scope.add(buffer.map(Access.READ));
        for (int page = 0; page < 4; page++) {
            memory.segment().set(JAVA_INT, HUGE + (page - 2) * PAGE, 100 + page);
            assertEquals(100 + page, mapping.segment().get(JAVA_INT, page * PAGE));
        }
    }

    private static dev.zeropane.linux.Fd hugeMemfd() {
        dev.zeropane.linux.Fd fd = dev.zeropane.linux.Memfd.createHuge("huge", 2 * HUGE);
        fd.addSeals(dev.zeropane.linux.Seals.FIXED_SIZE);
        return fd;
    }

    @Test
    void exporter_opensTheDeviceOnce_andGivesBackAll() {
        try (UdmabufExporter exporter = new UdmabufExporter(budget)) {
            exporter.export(Runs.of(file, 0, PAGE)).close();
            exporter.export(Runs.of(file, PAGE, PAGE)).close();
        }
        assertEquals(0, budget.used());
    }

    /// A program of its own, run by the tests below.
    static final class Peer {
        public static void main(String[] args) {
            try (UnixSocket socket = UnixSocket.connect(Path.of(args[0]));
                    DmaBuf buffer = DmaBuf.receive(socket, LONG);
                    DmaBufMapping mapping = buffer.map(Access.READ_WRITE)) {
                int read = mapping.segment().get(JAVA_INT, PAGE);
                mapping.segment().set(JAVA_INT, PAGE + 4, read + 1);
                System.out.println(buffer.size() + " " + buffer.id().inode());
            }
        }
    }

    @Test
    void send_toAnotherProcess_bothSeeOneMemory(@TempDir Path directory) throws Exception {
        DmaBuf buffer = scope.add(device.create(Runs.of(file, 0, 4 * PAGE), budget));
        guest.segment().set(JAVA_INT, PAGE, 77);
        Path path = directory.resolve("socket");
        UnixServerSocket server = scope.add(UnixServerSocket.listen(path));
        Process peer = Programs.java(Peer.class, path.toString());
        scope.add(peer::destroyForcibly);
        assertTrue(server.fd().awaitReadable(LONG), "the peer did not come");
        try (UnixSocket socket = server.accept().orElseThrow()) {
            buffer.send(socket, LONG);
        }
        String said = new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(peer.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, peer.exitValue(), said);
        assertEquals(4 * PAGE + " " + buffer.id().inode(), said.strip());
        assertEquals(78, guest.segment().get(JAVA_INT, PAGE + 4));
    }

    static final class Opener {
        public static void main(String[] args) {
            try (Udmabuf _ = Udmabuf.open()) {
                System.out.println("opened");
            } catch (ExportRefusedException e) {
                System.out.println(e.refusal().kind() + " " + e.getMessage());
            }
        }
    }

    @Test
    void open_asNobody_noPermissionWithTheRemedy() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        command.addAll(Programs.command(Opener.class));
        Process nobody = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(nobody.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(nobody.waitFor(60, TimeUnit.SECONDS));
        nobody.destroy();
        assertTrue(said.startsWith("NO_PERMISSION "), said);
        assertTrue(said.contains("/dev/udmabuf may not be opened by this user"), said);
        assertTrue(said.contains("it belongs to root:root"), said);
        assertTrue(said.contains("udev rule"), said);
    }
}
