// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

import dev.zeropane.dmabuf.Run;
import dev.zeropane.linux.Bulk;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The guest-physical address space: regions with holes between them. Immutable; adding or removing
/// memory makes a new one. The transport owns the regions, and closes those that left the memory
/// table.
///
/// Guest addresses are checked here, once: an access is within guest RAM or fails.
public final class GuestMemory {
    /// No memory: every access fails.
    public static final GuestMemory EMPTY = of(List.of());

    private final GuestRegion[] regions;
    private final List<UnusableRegion> unusable;
    private final Consumer<String> complaints;

    private GuestMemory(
            List<GuestRegion> sorted, List<UnusableRegion> unusable, Consumer<String> complaints) {
        this.regions = sorted.toArray(GuestRegion[]::new);
        this.unusable = List.copyOf(unusable);
        this.complaints = complaints;
    }

    /// @throws UnusableMemoryException if two regions overlap
    public static GuestMemory of(List<GuestRegion> regions) {
        return of(regions, List.of(), _ -> {});
    }

    /// An address space that contains unusable regions.
    ///
    /// @param complaints gets a message each time an access or ring lies in an unusable region
    /// @throws UnusableMemoryException if two regions overlap
    public static GuestMemory of(
            List<GuestRegion> regions, List<UnusableRegion> unusable, Consumer<String> complaints) {
        record Range(long address, long size) {}
        List<Range> ranges =
                Stream.concat(
                                regions.stream().map(r -> new Range(r.address(), r.size())),
                                unusable.stream().map(r -> new Range(r.address(), r.size())))
                        .sorted(Comparator.comparingLong(Range::address))
                        .toList();
        for (int i = 1; i < ranges.size(); i++) {
            Range before = ranges.get(i - 1);
            if (ranges.get(i).address - before.address < before.size) {
                throw new UnusableMemoryException(
                        "guest memory regions overlap at 0x%x".formatted(ranges.get(i).address));
            }
        }
        return new GuestMemory(
                regions.stream().sorted(Comparator.comparingLong(GuestRegion::address)).toList(),
                unusable,
                complaints);
    }

    private GuestRegion find(long address) {
        for (GuestRegion region : regions) {
            if (region.contains(address)) {
                return region;
            }
        }
        for (UnusableRegion region : unusable) {
            if (region.contains(address)) {
                complaints.accept(
                        "the guest uses memory at 0x%x that cannot be used: %s"
                                .formatted(address, region.reason()));
            }
        }
        return null;
    }

    /// `length` bytes at a guest address as one segment; empty if they do not lie in one region.
    public Optional<MemorySegment> slice(long address, long length) {
        GuestRegion region = find(address);
        if (region == null || length < 0 || length > region.size() - (address - region.address())) {
            return Optional.empty();
        }
        return Optional.of(region.segment().asSlice(address - region.address(), length));
    }

    /// Gets a piece of a range: `length` bytes at offset `at` of a region, which begin at offset
    /// `done` of the range.
    private interface Piece {
        void take(GuestRegion region, long at, long done, long length);
    }

    /// Splits a range into pieces, one for each region.
    ///
    /// @return whether all of it is guest RAM; if not, some pieces may have been taken
    private boolean each(long address, long length, Piece piece) {
        long done = 0;
        while (done < length) {
            GuestRegion region = find(address + done);
            if (region == null) {
                return false;
            }
            long at = address + done - region.address();
            long part = Math.min(length - done, region.size() - at);
            piece.take(region, at, done, part);
            done += part;
        }
        return done == length;
    }

    /// Copies guest memory out.
    ///
    /// @return whether all of it is guest RAM; if not, part of it may have been copied
    public boolean read(long address, MemorySegment target, long position, long length) {
        return each(
                address,
                length,
                (region, at, done, part) ->
                        Bulk.copy(region.segment(), at, target, position + done, part));
    }

    /// Copies into guest memory.
    ///
    /// @return whether all of it is guest RAM; if not, part of it may have been copied
    public boolean write(long address, MemorySegment source, long position, long length) {
        return each(
                address,
                length,
                (region, at, done, part) ->
                        Bulk.copy(source, position + done, region.segment(), at, part));
    }

    /// Whether all of the range is guest RAM.
    public boolean contains(long address, long length) {
        return each(address, length, (_, _, _, _) -> {});
    }

    /// Appends the pages at a guest address to `pages`.
    ///
    /// @return whether all of the range is guest RAM; if not, discard `pages`
    public boolean translate(long address, long length, GuestPages.Builder pages) {
        return each(address, length, (region, at, _, part) -> pages.add(region, at, part));
    }

    /// Finds the same pages of the same files after the memory table was replaced; empty if some of
    /// them are no longer guest RAM.
    public Optional<GuestPages> rebind(GuestPages old) {
        GuestPages.Builder pages = new GuestPages.Builder();
        for (Run run : old.runs().list()) {
            long left = run.length();
            long offset = run.offset();
            while (left > 0) {
                GuestRegion region = find(run, offset);
                if (region == null) {
                    return Optional.empty();
                }
                long at = offset - region.offset();
                long part = Math.min(left, region.size() - at);
                pages.add(region, at, part);
                offset += part;
                left -= part;
            }
        }
        return Optional.of(pages.build());
    }

    private GuestRegion find(Run run, long offset) {
        for (GuestRegion region : regions) {
            if (region.file().id().equals(run.file().id())
                    && offset >= region.offset()
                    && offset - region.offset() < region.size()) {
                return region;
            }
        }
        return null;
    }
}
