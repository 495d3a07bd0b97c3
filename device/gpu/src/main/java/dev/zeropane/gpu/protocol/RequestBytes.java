// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The private copy of one request. The guest may rewrite its own while we read; everything is
/// decoded from here.
public final class RequestBytes {
    /// The longest request: ATTACH_BACKING with all its entries.
    private static final long CAPACITY =
            GpuCommand.ResourceAttachBacking.LAYOUT.byteSize()
                    + MemEntries.MAX_ENTRIES * MemEntries.LAYOUT.byteSize();

    private final MemorySegment bytes = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
    private long length;

    public RequestBytes() {}

    /// Where to copy a request to; what exceeds it is no part of any command.
    public MemorySegment buffer() {
        return bytes;
    }

    /// Says how much of the buffer the request filled.
    public void length(long length) {
        this.length = length;
    }

    /// Whether the request has as many bytes.
    boolean has(long size) {
        return size <= length;
    }

    /// The header, or nothing if the request is too short for one.
    public Optional<CtrlHeader> header() {
        return has(CtrlHeader.SIZE) ? Optional.of(CtrlHeader.read(bytes)) : Optional.empty();
    }
}
