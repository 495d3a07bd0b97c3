// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import java.util.Optional;

/// A device's side of a virtqueue: takes requests, answers them in any order. Device thread only.
public interface VirtQueue {
    /// Entries of the ring: the most requests that can be outstanding.
    int size();

    /// The next request the driver made available, or nothing.
    Optional<Chain> pop();

    /// Tells the driver of the answers given since the last call, if it wants to know. Once per
    /// batch, not once per answer.
    void signal();
}
