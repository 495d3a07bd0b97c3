// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/// The configuration space of a [PciDevice]: 256 bytes with a type 0 header (PCI Local Bus
/// Specification 3.0, section 6.1), little-endian. Device thread.
///
/// ```
/// 00  device         | vendor               10  base address registers 0 to 5
/// 04  status         | command              2c  subsystem      | subsystem vendor
/// 08  class (24 bits)         | revision    34  first capability
/// 0c  header type: 0                        3c  interrupt pin: 0 | interrupt line
///                                           40  capabilities
/// ```
///
/// Every bit is either fixed or writable by the guest, so an access of any length and alignment is
/// a series of byte accesses. A guest finds the size of a BAR by writing ones: the bits below the
/// size are fixed. The command register has no effect here: the VMM routes accesses to BARs.
public final class ConfigSpace {
    /// In bytes. A larger space would mean a PCI Express function.
    public static final int SIZE = 256;

    private static final int VENDOR_ID = 0x00;
    private static final int DEVICE_ID = 0x02;
    private static final int COMMAND = 0x04;
    private static final int STATUS = 0x06;
    private static final int REVISION_ID = 0x08;
    private static final int BASE_ADDRESS_0 = 0x10;
    private static final int SUBSYSTEM_VENDOR_ID = 0x2c;
    private static final int SUBSYSTEM_ID = 0x2e;
    private static final int CAPABILITY_LIST = 0x34;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int FIRST_CAPABILITY = 0x40;

    /// Within a capability.
    private static final int CAPABILITY_NEXT = 1;

    private static final int CAPABILITY_BODY = 2;

    private static final int COMMAND_MEMORY = 0x2;
    private static final int COMMAND_MASTER = 0x4;
    private static final int COMMAND_INTX_DISABLE = 0x400;
    private static final int STATUS_CAP_LIST = 0x10;
    private static final int BASE_ADDRESS_MEM_PREFETCH = 0x8;
    private static final int BARS = 6;
    private static final long MIN_BAR = 4096;
    private static final long MAX_BAR = 1L << 31;

    private final byte[] initial;
    private final byte[] values;
    private final byte[] writable;

    /// The configuration space after power-on.
    ///
    /// @throws IllegalArgumentException if a BAR violates the contract of [Bar], or the
    ///   capabilities do not fit
    public ConfigSpace(PciDevice device) {
        ByteBuffer fixed = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer masks = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        identify(device.identity(), fixed);
        masks.putShort(COMMAND, (short) (COMMAND_MEMORY | COMMAND_MASTER | COMMAND_INTX_DISABLE));
        masks.put(INTERRUPT_LINE, (byte) 0xff);
        addBars(device.bars(), fixed, masks);
        addCapabilities(device.capabilities(), fixed, masks);
        initial = fixed.array();
        values = initial.clone();
        writable = masks.array();
    }

    private static void identify(PciIdentity identity, ByteBuffer fixed) {
        fixed.putShort(VENDOR_ID, (short) identity.vendor());
        fixed.putShort(DEVICE_ID, (short) identity.device());
        fixed.putInt(REVISION_ID, (identity.classCode() << 8) | identity.revision());
        fixed.putShort(SUBSYSTEM_VENDOR_ID, (short) identity.subsystemVendor());
        fixed.putShort(SUBSYSTEM_ID, (short) identity.subsystem());
    }

    private static void addBars(SortedMap<Integer, Bar> bars, ByteBuffer fixed, ByteBuffer masks) {
        bars.forEach((number, bar) -> {
            long size = bar.size();
            if (number < 0
                    || number >= BARS
                    || size < MIN_BAR
                    || size > MAX_BAR
                    || Long.bitCount(size) != 1) {
                throw new IllegalArgumentException("BAR %d of %d bytes".formatted(number, size));
            }
            int at = BASE_ADDRESS_0 + number * Integer.BYTES;
            fixed.putInt(at, bar.isPrefetchable() ? BASE_ADDRESS_MEM_PREFETCH : 0);
            masks.putInt(at, (int) -size);
        });
    }

    private static void addCapabilities(
            List<Capability> capabilities, ByteBuffer fixed, ByteBuffer masks) {
        int pointer = CAPABILITY_LIST;
        int at = FIRST_CAPABILITY;
        for (Capability capability : capabilities) {
            int end = at + CAPABILITY_BODY + capability.body().length;
            if (end > SIZE) {
                throw new IllegalArgumentException("the capabilities do not fit");
            }
            fixed.put(pointer, (byte) at);
            fixed.put(at, (byte) capability.id());
            fixed.put(at + CAPABILITY_BODY, capability.body());
            masks.put(at + CAPABILITY_BODY, capability.writable());
            pointer = at + CAPABILITY_NEXT;
            // The two lowest bits of a pointer are reserved (section 6.7).
            at = (end + 3) & -4;
        }
        if (!capabilities.isEmpty()) {
            fixed.putShort(STATUS, (short) STATUS_CAP_LIST);
        }
    }

    /// Reads as many bytes as `target` has.
    ///
    /// @param offset bytes
    /// @throws IndexOutOfBoundsException if the range is not within the space
    public void read(long offset, MemorySegment target) {
        int at = check(offset, target);
        MemorySegment.copy(values, at, target, ValueLayout.JAVA_BYTE, 0, (int) target.byteSize());
    }

    /// Writes the bits of `source` that the guest may change.
    ///
    /// @param offset bytes
    /// @throws IndexOutOfBoundsException if the range is not within the space
    public void write(long offset, MemorySegment source) {
        int at = check(offset, source);
        for (int i = 0; i < source.byteSize(); i++) {
            byte mask = writable[at + i];
            byte written = source.get(ValueLayout.JAVA_BYTE, i);
            values[at + i] = (byte) ((values[at + i] & ~mask) | (written & mask));
        }
    }

    private static int check(long offset, MemorySegment bytes) {
        return (int) Objects.checkFromIndexSize(offset, bytes.byteSize(), (long) SIZE);
    }

    /// Returns to the state after power-on.
    public void reset() {
        System.arraycopy(initial, 0, values, 0, SIZE);
    }
}
