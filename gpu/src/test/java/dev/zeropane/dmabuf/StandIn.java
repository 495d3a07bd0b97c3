package dev.zeropane.dmabuf;

import dev.zeropane.linux.Memfd;
import java.util.Optional;

/// What tests of the device need from inside this package, as not every kernel makes dma-bufs.
public final class StandIn {
    private StandIn() {}

    /// A memfd as large as the runs, in place of a dma-buf of them.
    public static DmaBuf export(Runs runs) {
        return new DmaBuf(Memfd.create("stand-in", runs.size()), runs.size(), Optional.empty());
    }

    /// Takes all mappings of this process's budget that are left.
    ///
    /// @return gives them back when closed
    public static Mappings takeAllMappings() {
        MappingBudget budget = MappingBudget.ofThisProcess();
        int left = budget.limit() - budget.used();
        boolean _ = budget.take(left);
        return () -> budget.giveBack(left);
    }

    /// Mappings that nobody else has.
    public interface Mappings extends AutoCloseable {
        @Override
        void close();
    }
}
