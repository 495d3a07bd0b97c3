// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.WaylandException;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads `zwp_linux_dmabuf_feedback_v1`: a table of formats with modifiers in a file, and tranches
/// of numbers of its rows.
///
/// ```
/// row (16 bytes): 0 u32 fourcc   4 unused   8 u64 modifier
/// ```
public final class DmaBufFeedback {
    private static final int ROW = 16;
    private static final int ROW_MODIFIER = 8;

    /// The most rows that 16-bit row numbers can name.
    private static final int MAX_TABLE = ROW << 16;

    private final DmaBufFormats.Builder formats;
    private byte[] table = {};
    private boolean readable = true;

    public DmaBufFeedback(DmaBufFormats.Builder formats) {
        this.formats = formats;
    }

    public void event(ZwpLinuxDmabufFeedbackV1.Event event, Arguments arguments) {
        switch (event) {
            case FORMAT_TABLE -> {
                Fd fd = arguments.fd();
                try {
                    readTable(fd, Integer.toUnsignedLong(arguments.unsigned()));
                } finally {
                    fd.discard();
                }
            }
            // The formats of all tranches can be shown; their order of preference does not matter
            // for memory that belongs to no device.
            case TRANCHE_FORMATS -> addRows(arguments.array());
            case DONE, MAIN_DEVICE, TRANCHE_DONE, TRANCHE_TARGET_DEVICE, TRANCHE_FLAGS -> {}
        }
    }

    /// Reads the table, as another process could truncate the file, and access to a mapping would
    /// fault. Reads only files in memory, which compositors use: reading another file may block on
    /// its file system. A table in another file counts as empty.
    private void readTable(Fd fd, long size) {
        if (size > MAX_TABLE) {
            throw new WaylandException(
                    "the compositor sent a format table of %d bytes".formatted(size));
        }
        readable = fd.seals().isPresent();
        if (!readable) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, size), Long.BYTES);
            long have = fd.read(bytes.asSlice(0, size), 0);
            table = bytes.asSlice(0, have).toArray(ValueLayout.JAVA_BYTE);
        } catch (LinuxException e) {
            throw new WaylandException(
                    "the compositor sent a format table that cannot be read: " + e.getMessage());
        }
    }

    private void addRows(MemorySegment rows) {
        if (!readable) {
            return;
        }
        MemorySegment read = MemorySegment.ofArray(table);
        for (long at = 0; at + Short.BYTES <= rows.byteSize(); at += Short.BYTES) {
            long row = Short.toUnsignedLong(rows.get(ValueLayout.JAVA_SHORT_UNALIGNED, at)) * ROW;
            if (row + ROW > read.byteSize()) {
                throw new WaylandException(
                        "the compositor named row %d of a format table of %d bytes"
                                .formatted(row / ROW, read.byteSize()));
            }
            formats.add(
                    read.get(ValueLayout.JAVA_INT_UNALIGNED, row),
                    read.get(ValueLayout.JAVA_LONG_UNALIGNED, row + ROW_MODIFIER));
        }
    }
}
