// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README of `dmabuf` keeps what it promises to somebody who has nothing but the jars.
final class LibraryExampleTest {
    private static final Path DEVICE = Path.of("/dev/udmabuf");

    @TempDir private Path directory;

    /// In the training too, as the compiler is what takes most of the time in the kernel's VM.
    @Test
    @Tag("kernel-training")
    void example_withoutUdmabuf_explainsAndReadsThroughAView() throws IOException {
        assumeFalse(Files.isReadable(DEVICE), "this machine has udmabuf: the kernel test shows it");
        boolean there = Files.exists(DEVICE);
        List<String> printed = new LibraryExample(directory).run();
        assertEquals(3, printed.size(), printed::toString);
        assertEquals(
                there
                        ? "no dma-buf, as /dev/udmabuf may not be opened by this user"
                        : "no dma-buf, as /dev/udmabuf does not exist",
                printed.get(0).replaceFirst(" \\(.*", ""));
        String remedy = there ? "to change that, join its group" : "to change that, use a kernel";
        assertTrue(printed.get(1).startsWith(remedy), printed.get(1));
        assertEquals("a view in this process begins with: this is page 5", printed.get(2));
    }

    @Test
    @Tag("kernel")
    @Tag("oldest-kernel")
    void example_withUdmabuf_secondProcessSharesThePages() throws IOException {
        LibraryExample example = new LibraryExample(directory);
        List<String> printed = example.run();
        printed.forEach(System.out::println);
        assertFalse(printed.isEmpty());
        assertEquals(example.promised(), printed);
    }
}
