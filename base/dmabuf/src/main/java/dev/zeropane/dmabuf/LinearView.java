// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.kernel.KernelParameter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// Scattered runs, read as one linear segment. Nothing is copied; a write to the pages shows in the
/// view at once. A view of a dma-buf is one mapping. Without a dma-buf the pages are mapped a
/// second time, side by side, which takes 3 to 9 times as long, and a mapping for each run.
///
/// A view has mappings of its own, so it outlives other mappings of the runs' files, and their
/// descriptors. Its segment may be read from any thread; after [#close] every access throws
/// [IllegalStateException]. The files should be sealed with `F_SEAL_SHRINK`, as [Mapping] explains.
public final class LinearView implements AutoCloseable {
    private static final Path MAX_MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");
    private static final int DEFAULT_MAX_MAP_COUNT = 65530;

    private static final class OfThisProcess {
        static final Budget MAPPINGS =
                new Budget(
                        KernelParameter.readNumber(MAX_MAP_COUNT).orElse(DEFAULT_MAX_MAP_COUNT)
                                / 2);
    }

    private final Runnable unmap;
    private final MemorySegment segment;
    private final Budget budget;
    private final int pieces;
    private boolean closed;

    private LinearView(Runnable unmap, MemorySegment segment, Budget budget, int pieces) {
        this.unmap = unmap;
        this.segment = segment;
        this.budget = budget;
        this.pieces = pieces;
    }

    /// The one budget of mappings for all views of this process: half of the kernel's limit at the
    /// time of the first call. At `vm.max_map_count` every mmap of the process fails, those of
    /// thread stacks and the garbage collector included, so views stop well before.
    public static Budget budgetOfThisProcess() {
        return OfThisProcess.MAPPINGS;
    }

    /// Maps the runs for reading; empty if they are not page-aligned ([Runs#isPageAligned]), or the
    /// budget or the kernel has no room.
    public static Optional<LinearView> of(Runs runs, Budget budget) {
        if (runs.list().isEmpty() || !runs.isPageAligned()) {
            return Optional.empty();
        }
        int pieces = runs.list().size();
        if (!budget.take(pieces)) {
            return Optional.empty();
        }
        return mapped(
                budget, pieces, () -> pieces == 1 ? single(runs, budget) : scattered(runs, budget));
    }

    /// Maps a dma-buf for reading; empty if the budget or the kernel has no room.
    ///
    /// Reads of the view are not bracketed by [DmaBuf#beginCpuAccess], which would wait for other
    /// processes' fences. So it is for pages that CPUs write, such as a guest's.
    public static Optional<LinearView> of(DmaBuf buffer, Budget budget) {
        if (!budget.take(1)) {
            return Optional.empty();
        }
        return mapped(
                budget,
                1,
                () -> {
                    DmaBufMapping mapping = buffer.map(Mapping.Access.READ);
                    return new LinearView(mapping::close, mapping.segment(), budget, 1);
                });
    }

    private static Optional<LinearView> mapped(
            Budget budget, int pieces, Supplier<LinearView> map) {
        try {
            return Optional.of(map.get());
        } catch (LinuxException.LimitReached e) {
            budget.giveBack(pieces);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            budget.giveBack(pieces);
            throw e;
        }
    }

    /// One run may begin within a huge page: the whole pages around it are mapped.
    private static LinearView single(Runs runs, Budget budget) {
        Run run = runs.list().getFirst();
        long unit = run.file().unit();
        long start = run.offset() / unit * unit;
        long length = roundUp(run.end() - start, unit);
        Mapping mapping = Mapping.of(run.file().fd(), start, length, Mapping.Access.READ);
        return new LinearView(
                mapping::close,
                mapping.segment().asSlice(run.offset() - start, run.length()),
                budget,
                1);
    }

    private static LinearView scattered(Runs runs, Budget budget) {
        Mapping mapping =
                Mapping.reserve(roundUp(runs.size(), Mapping.PAGE_SIZE), Mapping.Access.READ);
        try {
            long position = 0;
            for (Run run : runs.list()) {
                long length = roundUp(run.length(), Mapping.PAGE_SIZE);
                mapping.place(position, run.file().fd(), run.offset(), length);
                position += run.length();
            }
            return new LinearView(
                    mapping::close,
                    mapping.segment().asSlice(0, runs.size()),
                    budget,
                    runs.list().size());
        } catch (RuntimeException | Error e) {
            mapping.close();
            throw e;
        }
    }

    private static long roundUp(long value, long unit) {
        return (value + unit - 1) / unit * unit;
    }

    /// The bytes of the runs in order, read-only; as long as [Runs#size].
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unmap.run();
            budget.giveBack(pieces);
        }
    }
}
