// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import dev.zeropane.guest.GuestMemory;
import java.lang.foreign.MemorySegment;

/// A virtio device, independent of its transport. Every method is called on the device thread and
/// must not block.
public interface VirtioDevice {
    /// The driver made requests available. The device pops at most [VirtQueue#size] of them, and
    /// fewer if they take long, so that no guest can keep the device thread busy. The transport
    /// calls again while there are more, or while the device [#isUnfinished].
    void available(int index, VirtQueue queue);

    /// Whether the device has taken a request and not finished it: it continues when [#available]
    /// is called again, without a kick or another request. Called after each [#available], also
    /// after one that failed.
    default boolean isUnfinished(int index) {
        return false;
    }

    /// Whether the device takes no more requests of a queue for now, because it could not keep what
    /// they cause. It takes them later by itself, and signals; until then it is not called for
    /// those that wait. Called after each [#available].
    default boolean isFull(int index) {
        return false;
    }

    /// A queue was stopped: the VM is paused, or the driver is gone, which the VMM may tell by a
    /// reset only when another one starts. Once it runs again, [#available] is called.
    default void stopped(int index) {}

    /// Reads the device configuration space from `offset` on, as many bytes as `target` has; bytes
    /// beyond its end read as zeroes.
    void readConfig(long offset, MemorySegment target);

    /// The driver or VMM wrote to the configuration space.
    void writeConfig(long offset, MemorySegment source);

    /// The memory table was replaced. The device must not touch pages that are gone after this
    /// returns.
    void memoryReplaced(GuestMemory memory);

    /// Returns to the state after power-on: all the guest's objects are dropped, and outstanding
    /// requests stay unanswered. A stopped device (paused VM) is not reset.
    void reset();
}
