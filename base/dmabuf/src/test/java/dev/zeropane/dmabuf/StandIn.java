// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A memfd in place of a dma-buf, for tests of other modules, as not every kernel makes dma-bufs.
/// Importers that map what they are given take it.
public final class StandIn implements AutoCloseable {
    private final DmaBuf buffer;
    private final Mapping mapping;

    public StandIn(long size) {
        buffer = new DmaBuf(Memfd.create("stand-in", size), size, Optional.empty());
        mapping = Mapping.of(buffer.fd(), 0, size, Mapping.Access.READ_WRITE);
    }

    /// As large as the runs, without their content.
    public static DmaBuf export(Runs runs) {
        return new DmaBuf(Memfd.create("stand-in", runs.size()), runs.size(), Optional.empty());
    }

    /// Of a whole file: that file again, which holds what is drawn into it.
    public static DmaBuf exportFile(Runs runs) {
        MemoryFile file = runs.list().getFirst().file();
        return new DmaBuf(file.fd().dup(), file.size(), Optional.empty());
    }

    /// Descriptors of stand-ins that this process has open.
    public static long held() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(StandIn::isStandIn).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStandIn(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("memfd:stand-in");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    public MemorySegment memory() {
        return mapping.segment();
    }

    public DmaBuf duplicate() {
        return buffer.duplicate();
    }

    @Override
    public void close() {
        mapping.close();
        buffer.close();
    }

    /// Takes all mappings of this process's budget, those that are given back meanwhile included.
    ///
    /// @return gives them back when closed
    public static Mappings takeAllMappings() {
        Budget budget = LinearView.budgetOfThisProcess();
        long all = budget.limit();
        budget.charge(all);
        return () -> budget.giveBack(all);
    }

    /// Mappings that nobody else has.
    public interface Mappings extends AutoCloseable {
        @Override
        void close();
    }
}
