// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

/// Memory the VMM handed over that cannot be used, and is left alone: often it is not the guest's
/// RAM at all, but that of another device. It matters only when something of ours lies in it.
///
/// @param address guest-physical address of the first byte
/// @param size bytes
/// @param reason why, and which option to change
public record UnusableRegion(long address, long size, String reason) {
    /// @throws UnusableMemoryException if that is no range of addresses
    public UnusableRegion {
        GuestRegion.checkRange(address, size, 0);
    }

    boolean contains(long address) {
        return address >= this.address && address - this.address < size;
    }
}
