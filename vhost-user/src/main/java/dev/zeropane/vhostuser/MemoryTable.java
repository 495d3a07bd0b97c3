package dev.zeropane.vhostuser;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memory regions a front-end handed over, with the addresses it uses for them itself: ring
/// addresses come in those.
final class MemoryTable implements AutoCloseable {
    /// How many regions ADD_MEM_REG may make; QEMU uses one slot per DIMM and hot-plugged piece.
    static final int MAX_SLOTS = 32;

    /// SET_MEM_TABLE carries at most 8 (vhost-user, "Memory region description").
    private static final int MAX_TABLE = 8;

    private static final long REGION_SIZE = 32;
    private static final long TABLE_HEADER = 8;

    private record Entry(GuestRegion region, long userAddress) {}

    private record Description(long address, long size, long userAddress, long offset) {
        static Description read(Message message, long at) {
            return new Description(
                    message.u64(at),
                    message.u64(at + 8),
                    message.u64(at + 16),
                    message.u64(at + 24));
        }

        Entry map(Fd fd) {
            return new Entry(GuestRegion.map(fd, address, size, offset), userAddress);
        }
    }

    private List<Entry> entries = new ArrayList<>();

    GuestMemory memory() {
        return memoryOf(entries);
    }

    private static GuestMemory memoryOf(List<Entry> entries) {
        return GuestMemory.of(entries.stream().map(Entry::region).toList());
    }

    /// Replaces the table, as SET_MEM_TABLE says. Regions that stay are kept with their mappings.
    ///
    /// @return what left the table, to be closed once nobody uses it
    List<GuestRegion> set(Message message) {
        int count = message.u32(0);
        if (count < 0 || count > MAX_TABLE) {
            throw new ProtocolException(
                    "SET_MEM_TABLE has " + Integer.toUnsignedLong(count) + " regions");
        }
        message.require(TABLE_HEADER + count * REGION_SIZE);
        if (message.fds().size() != count) {
            throw new ProtocolException(
                    "SET_MEM_TABLE has %d regions and %d descriptors: start QEMU with -object memory-backend-memfd,share=on"
                            .formatted(count, message.fds().size()));
        }
        List<Entry> old = entries;
        List<Entry> next = new ArrayList<>();
        List<GuestRegion> added = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Description description = Description.read(message, TABLE_HEADER + i * REGION_SIZE);
                Fd fd = message.fds().removeFirst();
                Optional<Entry> kept = find(old, fd, description);
                if (kept.isPresent()) {
                    fd.close();
                    next.add(new Entry(kept.get().region, description.userAddress));
                } else {
                    Entry entry = description.map(fd);
                    added.add(entry.region);
                    next.add(entry);
                }
            }
            memoryOf(next);
        } catch (RuntimeException | Error e) {
            added.forEach(GuestRegion::close);
            throw e;
        }
        entries = next;
        List<GuestRegion> gone = new ArrayList<>();
        for (Entry entry : old) {
            if (next.stream().noneMatch(n -> n.region == entry.region)) {
                gone.add(entry.region);
            }
        }
        return gone;
    }

    private static Optional<Entry> find(List<Entry> entries, Fd fd, Description d) {
        FileId id = fd.id();
        return entries.stream()
                .filter(entry -> entry.region.matches(id, d.address, d.size, d.offset))
                .findFirst();
    }

    void add(Message message) {
        if (entries.size() >= MAX_SLOTS) {
            throw new ProtocolException("ADD_MEM_REG: all " + MAX_SLOTS + " slots are taken");
        }
        message.require(TABLE_HEADER + REGION_SIZE);
        Entry entry = Description.read(message, TABLE_HEADER).map(message.takeFd());
        List<Entry> next = new ArrayList<>(entries);
        next.add(entry);
        try {
            memoryOf(next);
        } catch (RuntimeException | Error e) {
            entry.region.close();
            throw e;
        }
        entries = next;
    }

    /// @return what left the table, to be closed once nobody uses it
    List<GuestRegion> remove(Message message) {
        message.require(TABLE_HEADER + REGION_SIZE);
        Description d = Description.read(message, TABLE_HEADER);
        for (Entry entry : entries) {
            if (entry.region.address() == d.address
                    && entry.region.size() == d.size
                    && entry.userAddress == d.userAddress) {
                entries.remove(entry);
                return List.of(entry.region);
            }
        }
        throw new ProtocolException(
                "REM_MEM_REG names 0x%x + 0x%x, which was never added"
                        .formatted(d.address, d.size));
    }

    /// The guest-physical address of one of the front-end's own addresses; -1, which is in no
    /// region, if it is in none.
    long toGuestPhysical(long userAddress) {
        for (Entry entry : entries) {
            long at = userAddress - entry.userAddress;
            if (at >= 0 && at < entry.region.size()) {
                return entry.region.address() + at;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.region.close());
        entries.clear();
    }
}
