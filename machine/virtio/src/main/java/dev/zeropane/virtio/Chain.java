// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import java.lang.foreign.MemorySegment;

/// One request: a descriptor chain, checked when it was taken. It is answered once, now or later.
/// Device thread only.
public interface Chain {
    /// Bytes the driver wrote for the device.
    long readable();

    /// Bytes the device may write.
    long writable();

    /// Copies the request from its start out of guest memory, at most the target's size. Call it
    /// once; the guest may change the bytes between two calls.
    ///
    /// @return bytes copied
    long read(MemorySegment target);

    /// Answers with the first `length` bytes of `response`, cut to [#writable] bytes, and returns
    /// the chain to the driver. While the queue is stopped the answer is kept until it runs again;
    /// if it was reset, the answer is dropped.
    ///
    /// @throws IllegalStateException if the chain was answered before
    void complete(MemorySegment response, long length);
}
