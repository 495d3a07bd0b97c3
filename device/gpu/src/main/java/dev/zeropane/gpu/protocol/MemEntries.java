// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.LittleEndian.le64;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Optional;

/// The list of `struct virtio_gpu_mem_entry` of an ATTACH_BACKING.
public final class MemEntries {
    /// The limit of QEMU's devices.
    public static final int MAX_ENTRIES = 16384;

    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_gpu_mem_entry",
                    LE64.withName("addr"),
                    LE32.withName("length"),
                    LE32.withName("padding"));

    private static final long ADDR = offset(LAYOUT, "addr");
    private static final long LENGTH = offset(LAYOUT, "length");

    private final long[] addresses;
    private final long[] lengths;

    private MemEntries(long[] addresses, long[] lengths) {
        this.addresses = addresses;
        this.lengths = lengths;
    }

    /// @param at offset of the first entry
    /// @param count unsigned
    /// @return empty if the count is too large, or the request too short
    static Optional<MemEntries> read(RequestBytes request, long at, long count) {
        if (count > MAX_ENTRIES || !request.has(at + count * LAYOUT.byteSize())) {
            return Optional.empty();
        }
        MemorySegment bytes = request.buffer();
        int n = (int) count;
        long[] addresses = new long[n];
        long[] lengths = new long[n];
        for (int i = 0; i < n; i++) {
            long entry = at + i * LAYOUT.byteSize();
            addresses[i] = le64(bytes, entry + ADDR);
            lengths[i] = unsigned(bytes, entry + LENGTH);
        }
        return Optional.of(new MemEntries(addresses, lengths));
    }

    public int count() {
        return addresses.length;
    }

    /// Guest-physical address of entry `i`, unchecked.
    public long address(int i) {
        return addresses[i];
    }

    /// Bytes of entry `i`.
    public long length(int i) {
        return lengths[i];
    }
}
