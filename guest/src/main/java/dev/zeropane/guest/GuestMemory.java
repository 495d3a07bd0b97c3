package dev.zeropane.guest;

import dev.zeropane.dmabuf.Run;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The guest-physical address space: regions with holes between them. Immutable; hot add and remove
/// make a new one. It does not own the regions: the transport does, and closes those that left the
/// table.
///
/// A guest address is checked here, once, and leads nowhere but into guest RAM.
public final class GuestMemory {
    /// No memory at all: every access fails.
    public static final GuestMemory EMPTY = new GuestMemory(List.of());

    private final GuestRegion[] regions;

    private GuestMemory(List<GuestRegion> sorted) {
        this.regions = sorted.toArray(GuestRegion[]::new);
    }

    /// @throws UnusableMemoryException if two regions overlap
    public static GuestMemory of(List<GuestRegion> regions) {
        List<GuestRegion> sorted =
                regions.stream().sorted(Comparator.comparingLong(GuestRegion::address)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            GuestRegion before = sorted.get(i - 1);
            if (sorted.get(i).address() - before.address() < before.size()) {
                throw new UnusableMemoryException(
                        "guest memory regions overlap at 0x%x".formatted(sorted.get(i).address()));
            }
        }
        return new GuestMemory(sorted);
    }

    private GuestRegion find(long address) {
        for (GuestRegion region : regions) {
            if (region.contains(address)) {
                return region;
            }
        }
        return null;
    }

    /// `length` bytes at a guest address as one segment, or nothing if they do not lie in one
    /// region.
    public Optional<MemorySegment> slice(long address, long length) {
        GuestRegion region = find(address);
        if (region == null || length < 0 || length > region.size() - (address - region.address())) {
            return Optional.empty();
        }
        return Optional.of(region.segment().asSlice(address - region.address(), length));
    }

    /// Copies guest memory out.
    ///
    /// @return whether all of it is guest RAM; if not, part of it may have been copied
    public boolean read(long address, MemorySegment target, long position, long length) {
        long left = length;
        long from = address;
        long to = position;
        while (left > 0) {
            GuestRegion region = find(from);
            if (region == null) {
                return false;
            }
            long at = from - region.address();
            long part = Math.min(left, region.size() - at);
            MemorySegment.copy(region.segment(), at, target, to, part);
            from += part;
            to += part;
            left -= part;
        }
        return true;
    }

    /// Copies into guest memory.
    ///
    /// @return whether all of it is guest RAM; if not, part of it may have been copied
    public boolean write(long address, MemorySegment source, long position, long length) {
        long left = length;
        long to = address;
        long from = position;
        while (left > 0) {
            GuestRegion region = find(to);
            if (region == null) {
                return false;
            }
            long at = to - region.address();
            long part = Math.min(left, region.size() - at);
            MemorySegment.copy(source, from, region.segment(), at, part);
            from += part;
            to += part;
            left -= part;
        }
        return true;
    }

    /// Whether all of the range is guest RAM.
    public boolean contains(long address, long length) {
        long left = length;
        long from = address;
        while (left > 0) {
            GuestRegion region = find(from);
            if (region == null) {
                return false;
            }
            long part = Math.min(left, region.size() - (from - region.address()));
            from += part;
            left -= part;
        }
        return left == 0;
    }

    /// Appends the pages at a guest address to `pages`.
    ///
    /// @return whether all of the range is guest RAM; if not, throw `pages` away
    public boolean translate(long address, long length, GuestPages.Builder pages) {
        long left = length;
        long from = address;
        while (left > 0) {
            GuestRegion region = find(from);
            if (region == null) {
                return false;
            }
            long at = from - region.address();
            long part = Math.min(left, region.size() - at);
            pages.add(region, at, part);
            from += part;
            left -= part;
        }
        return true;
    }

    /// The same pages of the same files, found again after the table was replaced, or nothing if
    /// some of them are guest RAM no longer.
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
