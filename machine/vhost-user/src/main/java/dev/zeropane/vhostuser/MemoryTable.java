// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.guest.UnusableRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.vhostuser.protocol.MemoryRegion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The memory regions of a front-end, with its own addresses of them, which ring addresses refer
/// to.
///
/// A front-end sends everything its guest can address, including memory of other devices. Unusable
/// regions are kept in the table, but not mapped.
final class MemoryTable implements AutoCloseable {
    /// The limit of regions for ADD_MEM_REG; QEMU uses one slot per DIMM and hot-plugged piece.
    static final int MAX_SLOTS = 32;

    /// SET_MEM_TABLE carries at most 8 (vhost-user, "Memory region description").
    private static final int MAX_TABLE = 8;

    /// A mapped region, or the reason why it is unusable.
    private record Entry(
            MemoryRegion at, Optional<GuestRegion> region, Optional<UnusableRegion> unusable) {
        /// @param known existing entries; if one has the same region, its mapping is used
        static Entry of(MemoryRegion at, Fd fd, List<Entry> known) {
            Optional<String> refusal = GuestRegion.refusal(fd);
            if (refusal.isPresent()) {
                return unusable(at, refusal.get());
            }
            FileId id = fd.id();
            for (Entry entry : known) {
                if (entry.region.filter(r -> isSame(r, id, at)).isPresent()) {
                    return new Entry(at, entry.region, Optional.empty());
                }
            }
            try {
                GuestRegion mapped =
                        GuestRegion.map(fd.take(), at.guestAddress(), at.size(), at.fileOffset());
                return new Entry(at, Optional.of(mapped), Optional.empty());
            } catch (LinuxException.NotPermitted e) {
                // Sealed against writing: not a guest's RAM.
                return unusable(at, e.getMessage());
            }
        }

        private static boolean isSame(GuestRegion region, FileId id, MemoryRegion at) {
            return region.matches(id, at.guestAddress(), at.size(), at.fileOffset());
        }

        private static Entry unusable(MemoryRegion at, String reason) {
            return new Entry(
                    at,
                    Optional.empty(),
                    Optional.of(new UnusableRegion(at.guestAddress(), at.size(), reason)));
        }
    }

    private final Consumer<String> complaints;
    private List<Entry> entries = new ArrayList<>();

    /// @param complaints gets a message when the guest uses memory in an unusable region
    MemoryTable(Consumer<String> complaints) {
        this.complaints = complaints;
    }

    GuestMemory memory() {
        return memoryOf(entries);
    }

    /// The reason for an unusable region, if no region is usable.
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

    /// Replaces the table (SET_MEM_TABLE). Regions that stay keep their mappings.
    ///
    /// @return what left the table, to be closed once nobody uses it
    List<GuestRegion> set(Message message) {
        int count = MemoryRegion.count(message.payload(MemoryRegion.COUNT_SIZE));
        if (count < 0 || count > MAX_TABLE) {
            throw new PeerFaultException(
                    "SET_MEM_TABLE has " + Integer.toUnsignedLong(count) + " regions");
        }
        MemorySegment payload = message.payload(MemoryRegion.size(count));
        if (message.fds().size() != count) {
            throw new PeerFaultException(
                    "SET_MEM_TABLE has %d regions and %d descriptors: start QEMU with -object memory-backend-memfd,share=on"
                            .formatted(count, message.fds().size()));
        }
        List<Entry> old = entries;
        List<Entry> next = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                next.add(Entry.of(MemoryRegion.read(payload, i), message.fds().get(i), old));
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

    private static MemoryRegion only(Message message) {
        return MemoryRegion.read(message.payload(MemoryRegion.size(1)), 0);
    }

    void add(Message message) {
        if (entries.size() >= MAX_SLOTS) {
            throw new PeerFaultException("ADD_MEM_REG: all " + MAX_SLOTS + " slots are taken");
        }
        MemoryRegion at = only(message);
        message.requireFd();
        Entry entry = Entry.of(at, message.fds().getFirst(), List.of());
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
        MemoryRegion gone = only(message);
        for (Entry entry : entries) {
            if (entry.at.guestAddress() == gone.guestAddress()
                    && entry.at.size() == gone.size()
                    && entry.at.userAddress() == gone.userAddress()) {
                entries.remove(entry);
                return entry.region.stream().toList();
            }
        }
        throw new PeerFaultException(
                "REM_MEM_REG names 0x%x + 0x%x, which was never added"
                        .formatted(gone.guestAddress(), gone.size()));
    }

    /// Translates one of the front-end's own addresses to a guest-physical address; -1, which is in
    /// no region, if no region has it.
    long toGuestPhysical(long userAddress) {
        for (Entry entry : entries) {
            long at = userAddress - entry.at.userAddress();
            if (at >= 0 && at < entry.at.size()) {
                return entry.at.guestAddress() + at;
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
