// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

/// Memory that the VMM shared but this process cannot use. Often it is not the guest's RAM, but
/// memory of another device. It matters only if a ring or buffer of this device lies in it.
///
/// @param address guest-physical address of the first byte
/// @param size bytes
/// @param reason why, and which option to change
public record UnusableRegion(long address, long size, String reason) {
    /// @throws UnusableMemoryException if it is not a range of addresses
    public UnusableRegion {
        GuestRegion.checkRange(address, size, 0);
    }

    boolean contains(long address) {
        return address >= this.address && address - this.address < size;
    }
}
