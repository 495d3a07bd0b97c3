// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.Bulk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Scattered guest memory in the guest's order, such as the backing of a resource: as runs of
/// files, to view or export, and as pieces of the regions' mappings, to copy. Use on the device
/// thread, until the memory table is replaced ([GuestMemory#rebind]).
public final class GuestPages {
    private final Runs runs;
    private final MemorySegment[] pieces;
    private final long[] ends;

    private GuestPages(Runs runs, List<MemorySegment> pieces) {
        this.runs = runs;
        this.pieces = pieces.toArray(MemorySegment[]::new);
        this.ends = new long[this.pieces.length];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += this.pieces[i].byteSize();
            ends[i] = end;
        }
    }

    public Runs runs() {
        return runs;
    }

    /// The number of separate pieces of memory.
    public int pieces() {
        return pieces.length;
    }

    /// Total length in bytes.
    public long size() {
        return runs.size();
    }

    /// Copies bytes out.
    ///
    /// @throws IndexOutOfBoundsException if the range is not within [#size]
    public void read(long position, MemorySegment target, long targetPosition, long length) {
        Objects.checkFromIndexSize(position, length, size());
        int found = Arrays.binarySearch(ends, position + 1);
        int piece = found >= 0 ? found : -found - 1;
        long done = 0;
        while (done < length) {
            MemorySegment from = pieces[piece];
            long at = position + done - (ends[piece] - from.byteSize());
            long part = Math.min(length - done, from.byteSize() - at);
            Bulk.copy(from, at, target, targetPosition + done, part);
            done += part;
            piece++;
            Bulk.safepoint();
        }
    }

    /// Builds a list of pages, in the guest's order.
    public static final class Builder {
        private final Runs.Builder runs = new Runs.Builder();
        private final List<MemorySegment> pieces = new ArrayList<>();
        private GuestRegion lastRegion;
        private long lastStart;
        private long lastEnd;

        public Builder() {}

        void add(GuestRegion region, long at, long length) {
            runs.add(region.file(), region.offset() + at, length);
            if (region == lastRegion && at == lastEnd) {
                pieces.removeLast();
            } else {
                lastStart = at;
            }
            lastRegion = region;
            lastEnd = at + length;
            pieces.add(region.segment().asSlice(lastStart, lastEnd - lastStart));
        }

        public GuestPages build() {
            return new GuestPages(runs.build(), pieces);
        }
    }
}
