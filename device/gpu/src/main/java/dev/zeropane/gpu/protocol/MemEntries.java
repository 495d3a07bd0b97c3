// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import java.util.Optional;

/// The `struct virtio_gpu_mem_entry` list of an ATTACH_BACKING: le64 address, le32 length, le32
/// padding each.
public final class MemEntries {
    /// As many as QEMU's devices accept.
    public static final int MAX_ENTRIES = 16384;

    static final long ENTRY_SIZE = 16;

    private final long[] addresses;
    private final long[] lengths;

    private MemEntries(long[] addresses, long[] lengths) {
        this.addresses = addresses;
        this.lengths = lengths;
    }

    /// @return nothing if the count is too large, or larger than what the request holds
    static Optional<MemEntries> read(RequestBytes request, long at, long count) {
        if (count < 0 || count > MAX_ENTRIES || !request.has(at, count * ENTRY_SIZE)) {
            return Optional.empty();
        }
        int n = (int) count;
        long[] addresses = new long[n];
        long[] lengths = new long[n];
        for (int i = 0; i < n; i++) {
            addresses[i] = request.le64(at + i * ENTRY_SIZE);
            lengths[i] = request.unsigned(at + i * ENTRY_SIZE + 8);
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
