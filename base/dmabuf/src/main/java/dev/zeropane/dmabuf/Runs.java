// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.List;

/// An ordered list of [Run]s that reads as one linear range of bytes. Adjacent runs of a file are
/// merged, because kernel limits and costs depend on the number of runs. Immutable.
public final class Runs {
    private final List<Run> runs;

    /// The same runs: a loop over thousands is faster with an array.
    private final Run[] array;

    private final long size;

    private Runs(List<Run> runs, long size) {
        this.runs = runs;
        this.array = runs.toArray(Run[]::new);
        this.size = size;
    }

    /// One run.
    ///
    /// @throws IndexOutOfBoundsException if they do not lie within the file
    public static Runs of(MemoryFile file, long offset, long length) {
        return new Builder().add(file, offset, length).build();
    }

    public List<Run> list() {
        return runs;
    }

    /// As [#list], for loops that must be fast. Do not change the array.
    Run[] array() {
        return array;
    }

    /// Total length in bytes.
    public long size() {
        return size;
    }

    /// The first `length` bytes, or all of them if there are fewer.
    public Runs prefix(long length) {
        if (length >= size) {
            return this;
        }
        Builder prefix = new Builder();
        for (Run run : runs) {
            long part = Math.min(run.length(), length - prefix.size);
            prefix.add(run.file(), run.offset(), part);
        }
        return prefix.build();
    }

    /// The same runs, the last one extended to the end of its page, because only whole pages can be
    /// shared; unchanged if the file ends before. The receiver of such pages also gets the bytes
    /// behind the original end, whatever they are.
    public Runs toWholePages() {
        if (runs.isEmpty()) {
            return this;
        }
        Run last = runs.getLast();
        long rest = -last.length() & (Mapping.PAGE_SIZE - 1);
        if (rest == 0 || rest > last.file().size() - last.end()) {
            return this;
        }
        List<Run> whole = new ArrayList<>(runs);
        whole.set(runs.size() - 1, new Run(last.file(), last.offset(), last.length() + rest));
        return new Runs(List.copyOf(whole), size + rest);
    }

    /// Whether the pages of the runs can be mapped side by side: every run begins at a page
    /// boundary, every run but the last ends at one, and no file consists of huge pages, which
    /// cannot be mapped in smaller pieces. A single run has no neighbour, so its file may consist
    /// of huge pages.
    public boolean isPageAligned() {
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            boolean last = i == runs.size() - 1;
            if (run.offset() % Mapping.PAGE_SIZE != 0
                    || (!last && run.length() % Mapping.PAGE_SIZE != 0)
                    || (runs.size() > 1 && run.file().unit() != Mapping.PAGE_SIZE)) {
                return false;
            }
        }
        return true;
    }

    /// Builds a list of runs.
    public static final class Builder {
        private final List<Run> runs = new ArrayList<>();
        private long size;

        public Builder() {}

        /// Appends bytes of a file.
        ///
        /// @throws IndexOutOfBoundsException if they do not lie within the file
        public Builder add(MemoryFile file, long offset, long length) {
            java.util.Objects.checkFromIndexSize(offset, length, file.size());
            if (length == 0) {
                return this;
            }
            Run run = new Run(file, offset, length);
            size = Math.addExact(size, length);
            int last = runs.size() - 1;
            if (last >= 0 && run.continues(runs.get(last))) {
                Run before = runs.get(last);
                runs.set(last, new Run(file, before.offset(), before.length() + length));
            } else {
                runs.add(run);
            }
            return this;
        }

        public Runs build() {
            return new Runs(List.copyOf(runs), size);
        }
    }
}
