// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

/// IDs and class of a type 0 function (PCI Local Bus Specification 3.0, section 6.2.1).
///
/// @param vendor 16 bits, as `device`, `subsystemVendor` and `subsystem`
/// @param classCode 24 bits: base class, subclass, programming interface
/// @param revision 8 bits
public record PciIdentity(
        int vendor, int device, int subsystemVendor, int subsystem, int classCode, int revision) {
    /// @throws IllegalArgumentException if a value has more bits
    public PciIdentity {
        if ((vendor | device | subsystemVendor | subsystem) >>> 16 != 0
                || classCode >>> 24 != 0
                || revision >>> 8 != 0) {
            throw new IllegalArgumentException("an id or class has more bits than its register");
        }
    }
}
