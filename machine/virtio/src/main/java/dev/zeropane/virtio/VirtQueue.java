// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import java.util.Optional;

/// The device's side of a virtqueue: takes requests, and answers them in any order. Device thread
/// only.
public interface VirtQueue {
    /// Entries of the ring: the limit of outstanding requests.
    int size();

    /// The next request that the driver made available; empty if there is none.
    Optional<Chain> pop();

    /// Signals the driver if there are answers since the last call, unless the driver suppresses
    /// it. Call once per batch, not once per answer.
    void signal();
}
