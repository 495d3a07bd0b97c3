// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import java.util.List;
import java.util.SortedMap;

/// A PCI function, independent of its transport: its identity, capabilities, BARs and reset. It
/// raises no interrupts and reads no guest RAM.
///
/// An object is for one VMM, from power-on to [#close]: a second VMM needs a second object, because
/// the first VMM may still have the first one's memory. Every method is called on the device thread
/// and must not block: a guest's CPU waits for the answer to a register access.
public interface PciDevice extends AutoCloseable {
    /// The function's IDs and class. Like capabilities and BARs, they do not change.
    PciIdentity identity();

    /// The function's capabilities, in the order of the guest's list.
    List<Capability> capabilities();

    /// The function's memory BARs by number, 0 to 5. A transport calls this once.
    SortedMap<Integer, Bar> bars();

    /// Returns to the state after power-on; the content of mappable memory may stay.
    void reset();

    /// The VMM is gone: clears its screens and releases its memory.
    @Override
    void close();
}
