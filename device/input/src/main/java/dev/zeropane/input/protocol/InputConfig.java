// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input.protocol;

import static dev.zeropane.linux.struct.LittleEndian.U8;
import static dev.zeropane.linux.struct.LittleEndian.u8;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The fields of `struct virtio_input_config` (VIRTIO 1.3 §5.8.4) by which the guest selects an
/// answer, which it then reads behind them.
public record InputConfig(int select, int subsel) {
    /// Bytes of the longest answer.
    public static final int MAX_ANSWER = 128;

    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_input_config",
                    U8.withName("select"),
                    U8.withName("subsel"),
                    U8.withName("size"),
                    MemoryLayout.sequenceLayout(5, U8).withName("reserved"),
                    MemoryLayout.sequenceLayout(MAX_ANSWER, U8).withName("u"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    /// The end of the fields that the guest may write.
    public static final long WRITABLE = offset(LAYOUT, "size");

    private static final long SELECT = offset(LAYOUT, "select");
    private static final long SUBSEL = offset(LAYOUT, "subsel");
    private static final long ANSWER_SIZE = offset(LAYOUT, "size");
    private static final long ANSWER = offset(LAYOUT, "u");

    public static InputConfig read(MemorySegment from) {
        return new InputConfig(u8(from, SELECT), u8(from, SUBSEL));
    }

    /// Writes the answer, and zeroes behind it; the selection stays.
    public static void writeAnswer(byte[] answer, MemorySegment to) {
        to.asSlice(ANSWER_SIZE).fill((byte) 0);
        to.set(U8, ANSWER_SIZE, (byte) answer.length);
        MemorySegment.copy(answer, 0, to, U8, ANSWER, answer.length);
    }
}
