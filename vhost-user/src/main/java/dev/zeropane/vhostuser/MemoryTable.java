package dev.zeropane.vhostuser;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.guest.UnusableRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.serve.PeerFaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The memory regions a front-end handed over, with the addresses it uses for them itself: ring
/// addresses come in those.
///
/// A front-end hands over whatever its guest can address, the memory of other devices included.
/// What cannot be used of it is remembered, and not mapped.
final class MemoryTable implements AutoCloseable {
    /// How many regions ADD_MEM_REG may make; QEMU uses one slot per DIMM and hot-plugged piece.
    static final int MAX_SLOTS = 32;

    /// SET_MEM_TABLE carries at most 8 (vhost-user, "Memory region description").
    private static final int MAX_TABLE = 8;

    private static final long REGION_SIZE = 32;
    private static final long TABLE_HEADER = 8;

    /// Either a mapped region, or why it is none.
    private record Entry(
            Description at, Optional<GuestRegion> region, Optional<UnusableRegion> unusable) {
        static Entry of(Description at, GuestRegion region) {
            return new Entry(at, Optional.of(region), Optional.empty());
        }

        static Entry unusable(Description at, String reason) {
            return new Entry(
                    at,
                    Optional.empty(),
                    Optional.of(new UnusableRegion(at.address, at.size, reason)));
        }
    }

    private record Description(long address, long size, long userAddress, long offset) {
        static Description read(Message message, long at) {
            return new Description(
                    message.u64(at),
                    message.u64(at + 8),
                    message.u64(at + 16),
                    message.u64(at + 24));
        }

        /// @param known the regions there are, of which one may be the same
        Entry of(Fd fd, List<Entry> known) {
            Optional<String> refusal = GuestRegion.refusal(fd);
            if (refusal.isPresent()) {
                return Entry.unusable(this, refusal.get());
            }
            FileId id = fd.id();
            for (Entry entry : known) {
                if (entry.region.filter(r -> r.matches(id, address, size, offset)).isPresent()) {
                    return new Entry(this, entry.region, Optional.empty());
                }
            }
            try {
                return Entry.of(this, GuestRegion.map(fd.take(), address, size, offset));
            } catch (LinuxException.NotPermitted e) {
                // Sealed against writing: no memory that a guest works in.
                return Entry.unusable(this, e.getMessage());
            }
        }
    }

    private final Consumer<String> complaints;
    private List<Entry> entries = new ArrayList<>();

    /// @param complaints is told when something lies in memory that cannot be used
    MemoryTable(Consumer<String> complaints) {
        this.complaints = complaints;
    }

    GuestMemory memory() {
        return memoryOf(entries);
    }

    /// Why there is no memory at all that can be used, if there is some that cannot.
    Optional<String> refusal() {
        return entries.stream().anyMatch(entry -> entry.region.isPresent())
                ? Optional.empty()
                : entries.stream()
                        .flatMap(entry -> entry.unusable.stream())
                        .map(UnusableRegion::reason)
                        .findFirst();
    }

    private GuestMemory memoryOf(List<Entry> entries) {
        return GuestMemory.of(
                entries.stream().flatMap(entry -> entry.region.stream()).toList(),
                entries.stream().flatMap(entry -> entry.unusable.stream()).toList(),
                complaints);
    }

    private static boolean has(List<Entry> entries, Entry wanted) {
        return entries.stream().anyMatch(e -> e.region.equals(wanted.region));
    }

    private static List<GuestRegion> regions(List<Entry> entries) {
        return entries.stream().flatMap(entry -> entry.region.stream()).toList();
    }

    /// Replaces the table, as SET_MEM_TABLE says. Regions that stay are kept with their mappings.
    ///
    /// @return what left the table, to be closed once nobody uses it
    List<GuestRegion> set(Message message) {
        int count = message.u32(0);
        if (count < 0 || count > MAX_TABLE) {
            throw new PeerFaultException(
                    "SET_MEM_TABLE has " + Integer.toUnsignedLong(count) + " regions");
        }
        message.require(TABLE_HEADER + count * REGION_SIZE);
        if (message.fds().size() != count) {
            throw new PeerFaultException(
                    "SET_MEM_TABLE has %d regions and %d descriptors: start QEMU with -object memory-backend-memfd,share=on"
                            .formatted(count, message.fds().size()));
        }
        List<Entry> old = entries;
        List<Entry> next = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Description description = Description.read(message, TABLE_HEADER + i * REGION_SIZE);
                next.add(description.of(message.fds().get(i), old));
            }
            memoryOf(next);
        } catch (RuntimeException | Error e) {
            regions(next.stream().filter(entry -> !has(old, entry)).toList())
                    .forEach(GuestRegion::close);
            throw e;
        }
        entries = next;
        return regions(old.stream().filter(entry -> !has(next, entry)).toList());
    }

    void add(Message message) {
        if (entries.size() >= MAX_SLOTS) {
            throw new PeerFaultException("ADD_MEM_REG: all " + MAX_SLOTS + " slots are taken");
        }
        message.require(TABLE_HEADER + REGION_SIZE);
        message.requireFd();
        Entry entry =
                Description.read(message, TABLE_HEADER).of(message.fds().getFirst(), List.of());
        List<Entry> next = new ArrayList<>(entries);
        next.add(entry);
        try {
            memoryOf(next);
        } catch (RuntimeException | Error e) {
            entry.region.ifPresent(GuestRegion::close);
            throw e;
        }
        entries = next;
    }

    /// @return what left the table, to be closed once nobody uses it
    List<GuestRegion> remove(Message message) {
        message.require(TABLE_HEADER + REGION_SIZE);
        Description d = Description.read(message, TABLE_HEADER);
        for (Entry entry : entries) {
            if (entry.at.address == d.address
                    && entry.at.size == d.size
                    && entry.at.userAddress == d.userAddress) {
                entries.remove(entry);
                return entry.region.stream().toList();
            }
        }
        throw new PeerFaultException(
                "REM_MEM_REG names 0x%x + 0x%x, which was never added"
                        .formatted(d.address, d.size));
    }

    /// The guest-physical address of one of the front-end's own addresses; -1, which is in no
    /// region, if it is in none.
    long toGuestPhysical(long userAddress) {
        for (Entry entry : entries) {
            long at = userAddress - entry.at.userAddress;
            if (at >= 0 && at < entry.at.size) {
                return entry.at.address + at;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        regions(entries).forEach(GuestRegion::close);
        entries.clear();
    }
}
