// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

/// An entry of a function's capability list (PCI Local Bus Specification 3.0, section 6.7). Do not
/// change the arrays afterwards.
///
/// @param id 8 bits
/// @param body the bytes behind the id and the pointer to the next entry, after power-on
/// @param writable which bits of `body` the guest may change; as long as `body`
public record Capability(int id, byte[] body, byte[] writable) {
    /// @throws IllegalArgumentException if the arrays differ in length, or the id has more bits
    public Capability {
        if (body.length != writable.length) {
            throw new IllegalArgumentException(
                    "%d bytes, of which %d have a mask".formatted(body.length, writable.length));
        }
        if (id >>> 8 != 0) {
            throw new IllegalArgumentException("0x%x is no capability id".formatted(id));
        }
    }
}
