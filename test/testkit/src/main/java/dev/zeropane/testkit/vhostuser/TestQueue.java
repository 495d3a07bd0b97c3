// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.linux.EventFd;
import java.lang.foreign.MemorySegment;

/// A queue in whose rings a test writes what it likes. Once it did, completions are no longer
/// checked against what was submitted, until the next reset.
public final class TestQueue extends DriverQueue {
    private static final long DESCRIPTOR = 16;

    private final GuestRam ram;
    private boolean raw;

    TestQueue(GuestRam ram, int index, int size, EventFd kick, EventFd call) {
        super(ram, index, size, kick, call);
        this.ram = ram;
    }

    /// Makes a head available whose descriptors the caller wrote, or did not write.
    public void publishRawHead(int head) {
        raw = true;
        makeAvailable(head);
    }

    /// Sets the available index to any value.
    public void setRawAvailIdx(int idx) {
        raw = true;
        setAvailIdx(idx);
    }

    /// The descriptor table itself.
    public MemorySegment descriptors() {
        return ram.at(descriptorsAddress(), size() * DESCRIPTOR);
    }

    /// The available ring itself, `used_event` included.
    public MemorySegment avail() {
        return ram.at(availAddress(), 4 + size() * 2L + 2);
    }

    @Override
    protected void reset() {
        super.reset();
        raw = false;
    }

    @Override
    protected void usedWrongly(String what) {
        if (!raw) {
            super.usedWrongly(what);
        }
    }
}
