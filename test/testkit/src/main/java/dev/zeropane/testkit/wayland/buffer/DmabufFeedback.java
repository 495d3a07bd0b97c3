// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.options.CompositorOptions.Feedback;
import dev.zeropane.testkit.wayland.options.DmabufFormat;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.MemoryFile;
import dev.zeropane.testkit.wayland.server.NativeBytes;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1.Request;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// `zwp_linux_dmabuf_feedback_v1`: formats as a table in a file, and those of one device as
/// indices.
///
/// ```
/// table entry (16 bytes): u32 format | 4 unused | u64 modifier
/// ```
final class DmabufFeedback extends Resource<Request, Event> {
    private static final int ENTRY = 16;

    DmabufFeedback(Client client, int id, int version) {
        super(client, ZwpLinuxDmabufFeedbackV1.INTERFACE, id, version);
    }

    /// What the options say; by itself everything, in one tranche.
    public void send() {
        List<DmabufFormat> formats = server().options().dmabufFormats();
        Feedback said =
                server().options()
                        .feedback()
                        .orElseGet(() ->
                                new Feedback(
                                        ENTRY * formats.size(),
                                        ENTRY * formats.size(),
                                        List.of(
                                                IntStream.range(0, formats.size())
                                                        .boxed()
                                                        .toList())));
        long device = server().options().mainDevice();
        byte[] deviceBytes = NativeBytes.of(Long.BYTES, bytes -> bytes.putLong(device));
        event(Event.FORMAT_TABLE, table(formats, said.fileSize()), said.tableSize());
        event(Event.MAIN_DEVICE, deviceBytes);
        for (List<Integer> tranche : said.tranches()) {
            event(Event.TRANCHE_TARGET_DEVICE, deviceBytes);
            event(Event.TRANCHE_FLAGS, 0);
            event(Event.TRANCHE_FORMATS, indices(tranche));
            event(Event.TRANCHE_DONE);
        }
        event(Event.DONE);
    }

    private static byte[] indices(List<Integer> numbers) {
        return NativeBytes.of(
                Short.BYTES * numbers.size(),
                bytes -> numbers.forEach(number -> bytes.putShort(number.shortValue())));
    }

    private static Fd table(List<DmabufFormat> formats, int size) {
        byte[] table =
                NativeBytes.of(
                        ENTRY * formats.size(),
                        bytes ->
                                formats.forEach(one ->
                                        bytes.putInt(one.format())
                                                .putInt(0)
                                                .putLong(one.modifier())));
        return MemoryFile.of("format table", Arrays.copyOf(table, size));
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }
}
