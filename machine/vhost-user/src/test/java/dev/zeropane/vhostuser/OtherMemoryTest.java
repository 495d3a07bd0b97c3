// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GuestRam.Region;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.SilentFile;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A VMM hands over all that its guest can address, such as the memory that it shares with other
/// programs (ivshmem): files, and memfds that may shrink.
final class OtherMemoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long SIZE = 1 << 20;
    private static final Region OTHER = new Region(1L << 40, SIZE, 0x7000_0000_0000L, 0);

    @TempDir Path directory;

    private Fd other(boolean isFile) throws IOException {
        if (!isFile) {
            return Memfd.create("may shrink", SIZE);
        }
        Path file = directory.resolve("shared");
        try (FileChannel created =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            created.truncate(SIZE);
        }
        return Fd.open(file, Mapping.Access.READ_WRITE);
    }

    private static long written(TestVmm vmm, long at) {
        TestQueue queue = vmm.queue(0);
        queue.submit(List.of(new DriverQueue.Buffer(at, 8, true)));
        queue.kick();
        return queue.await(PATIENCE).written();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void other_isLeftAlone_untilARequestLiesInIt(boolean isFile) throws IOException {
        try (Served served = new Served(new AnsweringDevice());
                TestVmm vmm = served.vmm();
                Fd fd = other(isFile)) {
            assertEquals(0, vmm.addMemReg(OTHER, fd));
            assertEquals(1, written(vmm, vmm.ram().allocate(4096)));
            assertEquals(List.of(), served.faults);
            assertEquals(0, written(vmm, OTHER.guestAddress() + 4096));
            served.settle(vmm);
            assertTrue(
                    served.faults.getFirst().contains("-object memory-backend-memfd,share=on"),
                    served.faults::toString);
            assertEquals(0, vmm.remMemReg(OTHER));
            assertEquals(1, written(vmm, vmm.ram().allocate(4096)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void other_inATable_isLeftAlone(boolean isFile) throws IOException {
        try (Served served = new Served(new AnsweringDevice());
                TestVmm vmm = served.vmm();
                Fd fd = other(isFile)) {
            for (boolean with : new boolean[] {true, false, true}) {
                List<Region> regions = new ArrayList<>(vmm.ram().regions());
                List<Fd> files = new ArrayList<>(List.of(vmm.ram().file()));
                if (with) {
                    regions.addFirst(OTHER);
                    files.addFirst(fd);
                }
                assertEquals(0, vmm.setMemTable(regions, files));
                assertEquals(1, written(vmm, vmm.ram().allocate(4096)));
            }
            assertEquals(List.of(), served.faults);
        }
    }

    /// Then it is the machine's RAM, and the VMM was started in the wrong way.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingButOther_isTheEndWhenARingStarts(boolean isFile) throws IOException {
        try (Served served = new Served(new AnsweringDevice());
                TestVmm vmm = TestVmm.connectOnly(served.path, Served.MACHINE);
                Fd fd = other(isFile)) {
            vmm.realize();
            assertEquals(0, vmm.addMemReg(OTHER, fd));
            vmm.setVringKick(0, vmm.queue(0).kickFd().fd());
            assertThrows(FrontendException.Closed.class, vmm::getFeatures);
            served.settle();
            assertEquals(1, served.faults.size());
            assertTrue(served.faults.getFirst().contains("memory-backend-memfd"));
        }
    }

    @Test
    void other_overRam_isRefused() throws IOException {
        try (Served served = new Served(new AnsweringDevice());
                TestVmm vmm = served.vmm();
                Fd fd = other(true)) {
            assertThrows(
                    FrontendException.Closed.class,
                    () -> vmm.addMemReg(new Region(SIZE, SIZE, OTHER.userAddress(), 0), fd));
            served.settle();
            assertTrue(served.faults.getFirst().contains("overlap"));
        }
    }

    /// Files whose file system does not answer any more, wherever a descriptor may come: each is an
    /// error at once, or no matter.
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, // GET_FEATURES
                5, // SET_MEM_TABLE
                37, // ADD_MEM_REG
                12, // SET_VRING_KICK
                13, // SET_VRING_CALL
                14 // SET_VRING_ERR
            })
    void fileThatIsSilent_keepsNobodyWaiting(int request) {
        SilentFile silent = SilentFile.mount().orElse(null);
        assumeTrue(silent != null, "no file system can be mounted here");
        Fd file = silent.open();
        try (Served served = new Served(new AnsweringDevice())) {
            try (TestVmm vmm = TestVmm.connectOnly(served.path, Served.MACHINE)) {
                byte[] payload = new byte[40];
                if (request == 5 || request == 37) {
                    payload[0] = 1;
                    payload[16 + 1] = 16; // a size
                }
                vmm.send(request, 1, request == 1 ? new byte[0] : payload, List.of(file));
            }
            // The next one is served.
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> served.vmm().close());
        } finally {
            silent.close();
            file.close();
        }
    }
}
