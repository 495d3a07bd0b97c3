// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The private copy of one request. Everything is decoded from the copy, because the guest may
/// change the original at any time.
public final class RequestBytes {
    /// The longest request: ATTACH_BACKING with all its entries.
    private static final long CAPACITY =
            GpuCommand.ResourceAttachBacking.LAYOUT.byteSize()
                    + MemEntries.MAX_ENTRIES * MemEntries.LAYOUT.byteSize();

    private final MemorySegment bytes = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
    private long length;

    public RequestBytes() {}

    /// The buffer to copy a request into; no command is longer.
    public MemorySegment buffer() {
        return bytes;
    }

    /// Sets the number of bytes that the request filled.
    public void length(long length) {
        this.length = length;
    }

    /// Whether the request has at least `size` bytes.
    boolean has(long size) {
        return size <= length;
    }

    /// The header; [CtrlHeader#UNKNOWN] if the request is too short for one.
    public CtrlHeader header() {
        return has(CtrlHeader.SIZE) ? CtrlHeader.read(bytes) : CtrlHeader.UNKNOWN;
    }
}
