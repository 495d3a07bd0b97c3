// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.HUGE;
import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.RawUdmabuf.Item;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The seven cases of the kernel's own test (`tools/testing/selftests/drivers/dma-buf/udmabuf.c`).
@Tag("kernel")
final class SelftestKernelTest {
    private static final int ENTRIES = 4;
    private static final int PAGES_EACH = 4;

    private final Scope scope = new Scope();
    private final RawUdmabuf device = scope.add(new RawUdmabuf());

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void case1_offsetOfHalfAPage_fails() {
        Fd fd = scope.add(RawUdmabuf.memfd(4 * PAGE));
        assertTrue(device.create(1, new Item(fd, PAGE / 2, PAGE)) < 0);
    }

    @Test
    void case2_sizeOfHalfAPage_fails() {
        Fd fd = scope.add(RawUdmabuf.memfd(4 * PAGE));
        assertTrue(device.create(1, new Item(fd, 0, PAGE / 2)) < 0);
    }

    @Test
    void case3_standardInput_fails() {
        assertTrue(device.create(1, new Item(0, 0, 4 * PAGE)) < 0);
    }

    @Test
    void case4_wholeFileWrittenBefore_works() {
        Fd fd = scope.add(RawUdmabuf.memfd(4 * PAGE));
        try (Mapping mapping = Mapping.of(fd, 0, 4 * PAGE, Access.READ_WRITE)) {
            mapping.segment().fill((byte) 'a');
        }
        device.dmaBuf(fd, 4 * PAGE).close();
    }

    @Test
    void case5_listOfScatteredPages_followsTheMemfd() {
        Fd fd = scope.add(RawUdmabuf.memfd(1024 * PAGE));
        assertFollows(fd, 1024 * PAGE, PAGE, true);
    }

    @Test
    void case6_listInHugePages_followsTheMemfd() throws IOException {
        assertFollows(huge(), 32 * HUGE, HUGE, true);
    }

    @Test
    void case7_listInHugePagesNobodyTouched_followsTheMemfd() throws IOException {
        assertFollows(huge(), 32 * HUGE, HUGE, false);
    }

    /// The kernel's test takes 1024 huge pages; as many as there are in this virtual machine.
    private Fd huge() throws IOException {
        Path free = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
        assertTrue(Integer.parseInt(Files.readString(free).strip()) >= 32);
        Fd fd = scope.add(Memfd.createHuge("huge", 32 * HUGE));
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        return fd;
    }

    private void assertFollows(Fd fd, long size, long unit, boolean touchFirst) {
        Mapping memory = scope.add(Mapping.of(fd, 0, size, Access.READ_WRITE));
        if (touchFirst) {
            memory.segment().fill((byte) 'a');
        }
        long apart = size / ENTRIES;
        List<Item> items =
                IntStream.range(0, ENTRIES)
                        .mapToObj(i -> new Item(fd, i * apart + i * unit, PAGES_EACH * PAGE))
                        .toList();
        Fd buffer = scope.add(Raw.own(device.createList(items), "dma-buf"));
        long length = ENTRIES * PAGES_EACH * PAGE;
        Mapping mapped = scope.add(Mapping.of(buffer, 0, length, Access.READ_WRITE));
        if (!touchFirst) {
            memory.segment().fill((byte) 'a');
        }
        for (byte letter : new byte[] {'a', 'b'}) {
            memory.segment().fill(letter);
            for (long page = 0; page < ENTRIES * PAGES_EACH; page++) {
                assertEquals(letter, mapped.segment().get(ValueLayout.JAVA_BYTE, page * PAGE));
            }
        }
    }
}
