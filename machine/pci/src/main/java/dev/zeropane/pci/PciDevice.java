// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import java.util.List;
import java.util.SortedMap;

/// A PCI function, without the transport that serves it: what it is, its BARs, its reset. It raises
/// no interrupts and reads no guest RAM.
///
/// It is one function's life, from power-on until it is closed: who serves a second VMM needs a
/// second device, as the first VMM may still hold the first one's memory. Every method is called on
/// the device thread and must not wait for anybody: a guest's CPU stands still until a register
/// access is answered.
public interface PciDevice extends AutoCloseable {
    /// What the function says it is. Does not change, as what follows.
    PciIdentity identity();

    /// The function's capabilities, in the order of the guest's list.
    List<Capability> capabilities();

    /// The function's memory BARs by number, 0 to 5. A transport asks once.
    SortedMap<Integer, Bar> bars();

    /// Back to the state after power-on; what is in mappable memory may stay.
    void reset();

    /// The VMM is gone. Shows nothing any more, and lets go of its memory.
    @Override
    void close();
}
