// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import dev.zeropane.guest.GuestMemory;
import java.lang.foreign.MemorySegment;

/// A virtio device, without the transport that serves it. Every method is called on the device
/// thread and must not wait for anybody.
public interface VirtioDevice {
    /// The driver made requests available. The device pops at most [VirtQueue#size] of them, and
    /// fewer if they take long, so that no guest keeps it from its other work; the transport calls
    /// again while there are more, or while it [#isUnfinished].
    void available(int index, VirtQueue queue);

    /// Whether the device has not finished with a request that it took, and goes on with it when
    /// [#available] is called again, which needs neither a kick nor another request. Asked after
    /// each call, also after one that failed.
    default boolean isUnfinished(int index) {
        return false;
    }

    /// The device configuration space from `offset`, as much as fits `target`; what lies beyond its
    /// end reads as zeroes.
    void readConfig(long offset, MemorySegment target);

    /// The driver or VMM wrote to the configuration space.
    void writeConfig(long offset, MemorySegment source);

    /// The memory table was replaced while the device lives. Pages that are gone must not be
    /// touched after this returns.
    void memoryReplaced(GuestMemory memory);

    /// Back to the state after power-on: everything the guest made is dropped, answers still owed
    /// are not given. A stopped device (paused VM) is not reset.
    void reset();
}
