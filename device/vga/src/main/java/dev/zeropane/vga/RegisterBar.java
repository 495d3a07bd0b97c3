// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.pci.Bar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// BAR 2: the monitor's EDID, the registers of the Bochs display interface, and QEMU's extension
/// for the byte order of pixels. An access applies to the bytes it covers. Elsewhere, as at the VGA
/// ports of QEMU's larger cards, reads return all ones and writes are ignored.
///
/// ```
///   0 EDID          500 Dispi      600 size of the extension: 8
/// 400 VGA ports                    604 byte order, 1e1e1e1e or bebebebe; 32 bits at once
/// ```
final class RegisterBar implements Bar {
    private static final long PCI_VGA_MMIO_SIZE = 0x1000;
    private static final long PCI_VGA_BOCHS_OFFSET = 0x500;
    private static final long PCI_VGA_QEXT_OFFSET = 0x600;
    private static final int PCI_VGA_QEXT_SIZE = 8;
    private static final int PCI_VGA_QEXT_REG_BYTEORDER = 4;
    private static final int PCI_VGA_QEXT_LITTLE_ENDIAN = 0x1e1e1e1e;
    private static final int PCI_VGA_QEXT_BIG_ENDIAN = 0xbebebebe;

    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment edid;
    private final Dispi dispi;
    private final Runnable written;
    private boolean bigEndian;

    /// @param edid at most 1024 bytes
    /// @param written called after a write to registers
    RegisterBar(byte[] edid, Dispi dispi, Runnable written) {
        this.edid = MemorySegment.ofArray(edid.clone()).asReadOnly();
        this.dispi = dispi;
        this.written = written;
    }

    boolean isBigEndian() {
        return bigEndian;
    }

    void reset() {
        bigEndian = false;
        dispi.reset();
    }

    @Override
    public long size() {
        return PCI_VGA_MMIO_SIZE;
    }

    @Override
    public boolean isPrefetchable() {
        return false;
    }

    @Override
    public void read(long offset, MemorySegment target) {
        target.fill((byte) 0xff);
        readFrom(edid, 0, offset, target);
        readFrom(dispi.readable(), PCI_VGA_BOCHS_OFFSET, offset, target);
        readFrom(extension(), PCI_VGA_QEXT_OFFSET, offset, target);
    }

    private MemorySegment extension() {
        MemorySegment registers = MemorySegment.ofArray(new byte[PCI_VGA_QEXT_SIZE]);
        registers.set(LE32, 0, PCI_VGA_QEXT_SIZE);
        registers.set(
                LE32,
                PCI_VGA_QEXT_REG_BYTEORDER,
                bigEndian ? PCI_VGA_QEXT_BIG_ENDIAN : PCI_VGA_QEXT_LITTLE_ENDIAN);
        return registers;
    }

    /// Copies the bytes of a window at `start` of the BAR that a read at `offset` covers.
    private static void readFrom(
            MemorySegment window, long start, long offset, MemorySegment target) {
        long from = Math.max(start, offset);
        long to = Math.min(start + window.byteSize(), offset + target.byteSize());
        if (from < to) {
            MemorySegment.copy(window, from - start, target, from - offset, to - from);
        }
    }

    @Override
    public void write(long offset, MemorySegment source) {
        boolean hit = writeDispi(offset, source);
        hit |= writeByteOrder(offset, source);
        if (hit) {
            written.run();
        }
    }

    private boolean writeDispi(long offset, MemorySegment source) {
        long from = Math.max(PCI_VGA_BOCHS_OFFSET, offset);
        long to = Math.min(PCI_VGA_BOCHS_OFFSET + Dispi.SIZE, offset + source.byteSize());
        if (from >= to) {
            return false;
        }
        MemorySegment.copy(
                source, from - offset, dispi.writable(), from - PCI_VGA_BOCHS_OFFSET, to - from);
        return true;
    }

    private boolean writeByteOrder(long offset, MemorySegment source) {
        long at = PCI_VGA_QEXT_OFFSET + PCI_VGA_QEXT_REG_BYTEORDER - offset;
        if (at < 0 || at > source.byteSize() - Integer.BYTES) {
            return false;
        }
        switch (source.get(LE32, at)) {
            case PCI_VGA_QEXT_LITTLE_ENDIAN -> bigEndian = false;
            case PCI_VGA_QEXT_BIG_ENDIAN -> bigEndian = true;
            default -> {
                return false;
            }
        }
        return true;
    }
}
