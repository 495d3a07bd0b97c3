// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// The guest's RAM with a page allocator: one sealed memfd, in which a guest-physical address is
/// the offset in the file. The file also covers the hole of a two-region machine, which is never
/// announced nor handed out.
///
/// Page 0 is never handed out either, so that an address of 0 is always a mistake.
public final class GuestRam implements AutoCloseable {
    /// Bytes in a page of the guest.
    public static final long PAGE = 4096;

    private static final long HOLE_START = 0xa0000;
    private static final long HOLE_END = 0xc0000;
    private static final long FIRST_USER_ADDRESS = 0x7f5a_c000_0000L;

    /// Further apart than the regions are, so that a device which translates with the wrong region
    /// finds nothing instead of the right bytes.
    private static final long USER_DISTANCE = 0x10_0000_0000L;

    /// A piece of RAM as vhost-user describes it ("Memory region description").
    public record Region(long guestAddress, long size, long userAddress, long fileOffset) {
        boolean contains(long gpa, long length) {
            return gpa >= guestAddress
                    && length >= 0
                    && length <= size
                    && gpa - guestAddress <= size - length;
        }
    }

    private final Fd file;
    private final Mapping mapping;
    private final MemorySegment memory;
    private final List<Region> regions;
    private final BitSet used = new BitSet();
    private final BitSet permanent = new BitSet();
    private final int pages;

    /// RAM in one region, for a machine that is no [Vmm].
    ///
    /// @param size bytes, a multiple of [#PAGE]
    public static GuestRam create(long size) {
        return new GuestRam(size, false);
    }

    GuestRam(long size, boolean twoRegions) {
        file = Memfd.create("zeropane-guest-ram", size);
        file.addSeals(Seals.FIXED_SIZE);
        mapping = Mapping.of(file, 0, size, Mapping.Access.READ_WRITE);
        memory = mapping.segment();
        pages = Math.toIntExact(size / PAGE);
        permanent.set(0);
        if (twoRegions) {
            regions = List.of(region(0, 0, HOLE_START), region(1, HOLE_END, size));
            permanent.set((int) (HOLE_START / PAGE), (int) (HOLE_END / PAGE));
        } else {
            regions = List.of(region(0, 0, size));
        }
        used.or(permanent);
    }

    private static Region region(int index, long start, long end) {
        long user = FIRST_USER_ADDRESS + index * USER_DISTANCE + start;
        return new Region(start, end - start, user, start);
    }

    /// Contiguous pages for at least `bytes`, page-aligned; they keep what they held before.
    ///
    /// @throws FrontendException.NoRoom if no gap is large enough
    public long allocate(long bytes) {
        int count = Math.toIntExact((Math.max(bytes, 1) + PAGE - 1) / PAGE);
        for (int start = used.nextClearBit(0); start <= pages - count; ) {
            int end = used.nextSetBit(start);
            if (end < 0 || end - start >= count) {
                used.set(start, start + count);
                return start * PAGE;
            }
            start = used.nextClearBit(end);
        }
        throw noRoom(bytes);
    }

    private FrontendException noRoom(long bytes) {
        return new FrontendException.NoRoom(
                "no room for " + bytes + " bytes in guest RAM of " + memory.byteSize());
    }

    /// As [#allocate], but kept over [#reset]: rings and the driver's own buffers.
    public long allocatePermanent(long bytes) {
        long gpa = allocate(bytes);
        permanent.set((int) (gpa / PAGE), (int) ((gpa + bytes + PAGE - 1) / PAGE));
        return gpa;
    }

    /// Single pages in random order with gaps between them, as a guest that has been up for a while
    /// hands them out; the same seed gives the same pages.
    public List<Long> allocateScattered(int pageCount, long seed) {
        int wanted = pageCount + pageCount / 8 + 1;
        List<Long> candidates = new ArrayList<>(wanted);
        for (int page = used.nextClearBit(0);
                page < pages && candidates.size() < wanted;
                page = used.nextClearBit(page + 1)) {
            candidates.add(page * PAGE);
        }
        if (candidates.size() < pageCount) {
            throw noRoom(pageCount * PAGE);
        }
        Collections.shuffle(candidates, new Random(seed));
        List<Long> chosen = List.copyOf(candidates.subList(0, pageCount));
        chosen.forEach(gpa -> used.set((int) (gpa / PAGE)));
        return chosen;
    }

    /// Takes back what [#allocate] gave; not for pages the driver holds.
    public void free(long gpa, long bytes) {
        int start = (int) (gpa / PAGE);
        int end = (int) ((gpa + bytes + PAGE - 1) / PAGE);
        used.clear(start, end);
        used.or(permanent);
    }

    /// Takes back everything but the rings and the driver's own buffers.
    public void reset() {
        used.clear();
        used.or(permanent);
    }

    /// The bytes at a guest-physical address.
    ///
    /// @throws IndexOutOfBoundsException if they do not lie within one region
    public MemorySegment at(long gpa, long length) {
        regionOf(gpa, length);
        return memory.asSlice(gpa, length);
    }

    private Region regionOf(long gpa, long length) {
        for (Region region : regions) {
            if (region.contains(gpa, length)) {
                return region;
            }
        }
        throw new IndexOutOfBoundsException(
                "guest-physical 0x" + Long.toHexString(gpa) + " + " + length + " is not RAM");
    }

    /// What vhost-user's ring addresses call this address.
    public long userAddress(long gpa) {
        Region region = regionOf(gpa, 0);
        return region.userAddress() + (gpa - region.guestAddress());
    }

    /// All of the file, an offset being a guest-physical address.
    public MemorySegment memory() {
        return memory;
    }

    public List<Region> regions() {
        return regions;
    }

    /// The memfd behind it, owned by this object.
    public Fd file() {
        return file;
    }

    @Override
    public void close() {
        mapping.close();
        file.close();
    }
}
