// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.joined;
import static dev.zeropane.wayland.Bytes.message;
import static dev.zeropane.wayland.Bytes.words;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way to break the wire protocol ends the connection, with a reason that names it.
@Timeout(30)
final class BrokenMessagesTest {
    private static final int ID = 2;
    private static final int OTHER = 3;
    private static final int NAME = 4;
    private static final int ENTER = 1;
    private static final int KEYMAP = 0;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 7, 9, 10, 11, 65535})
    void length_tooShortOrMisaligned_endsTheConnection(int length) {
        rig.send(words(1, length << 16));
        rig.assertEnded("the compositor sent a message of " + length + " bytes");
    }

    @Test
    void message_longestThereIs_isTaken() {
        // 65532 bytes: header, length, text with its NUL
        rig.object(WlOutput.INTERFACE);
        rig.event(ID, NAME, "x".repeat(65532 - 8 - 4 - 1));
        rig.assertOpen();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2", "4278190079, -16777217", "4294967295, -1"})
    void event_ofUnknownObject_endsTheConnection(String number, int id) {
        rig.event(id, 0);
        rig.assertEnded(
                "the compositor sent an event of object " + number + ", which does not exist");
    }

    @Test
    void event_ofDeletedObject_endsTheConnection() {
        Proxy<WlBuffer.Request> buffer = rig.object(WlBuffer.INTERFACE);
        rig.on(() -> buffer.request(WlBuffer.Request.DESTROY).send());
        rig.event(1, 1, ID);
        rig.assertOpen();
        rig.event(ID, 0);
        rig.assertEnded("the compositor sent an event of object 2, which does not exist");
    }

    @Test
    void opcode_unknown_endsTheConnection() {
        rig.object(WlBuffer.INTERFACE);
        rig.event(ID, 1);
        rig.assertEnded("the compositor sent event 1 of wl_buffer@2, which has none such");
    }

    @Test
    void arguments_missing_endTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.event(ID, 3, 1, 2, 3);
        rig.assertEnded("the compositor sent wl_keyboard@2.key cut short");
    }

    @Test
    void arguments_tooMany_endTheConnection() {
        rig.object(WlBuffer.INTERFACE);
        rig.event(ID, 0, 1);
        rig.assertEnded("the compositor sent wl_buffer@2.release with 4 bytes too many");
    }

    @Test
    void string_withoutNul_endsTheConnection() {
        rig.object(WlOutput.INTERFACE);
        rig.event(ID, NAME, new byte[] {'D', 'P', '-', '1'});
        rig.assertEnded("the compositor sent wl_output@2.name with a text that does not end");
    }

    @Test
    void string_thatIsNone_endsTheConnection() {
        rig.object(WlOutput.INTERFACE);
        rig.event(ID, NAME, 0);
        rig.assertEnded("the compositor sent wl_output@2.name without its text");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "2147483647, 2147483647", "-1, 4294967295", "-4, 4294967292"})
    void lengthOfStringOrArray_beyondTheMessage_endsTheConnection(int length, String number) {
        rig.object(WlOutput.INTERFACE);
        rig.event(ID, NAME, length, 0);
        rig.assertEnded(
                "the compositor sent wl_output@2.name with " + number + " bytes in it, cut short");
        try (Rig second = new Rig()) {
            second.object(WlKeyboard.INTERFACE);
            second.object(WlSurface.INTERFACE);
            second.event(ID, ENTER, 1, OTHER, length, 0);
            second.assertEnded(
                    "the compositor sent wl_keyboard@2.enter with "
                            + number
                            + " bytes in it, cut short");
        }
    }

    @Test
    void array_withoutItsPadding_endsTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.object(WlSurface.INTERFACE);
        // The length of the array is 6 of 4 that are there; 8 with padding.
        rig.send(words(ID, 24 << 16 | ENTER, 1, OTHER, 6, 0));
        rig.assertEnded("the compositor sent wl_keyboard@2.enter with 6 bytes in it, cut short");
    }

    @Test
    void object_unknown_endsTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.event(ID, ENTER, 1, -5, new byte[0]);
        rig.assertEnded(
                "the compositor sent wl_keyboard@2.enter about object 4294967291, which does not exist");
    }

    @Test
    void object_ofAnotherInterface_endsTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.object(WlBuffer.INTERFACE);
        rig.event(ID, ENTER, 1, OTHER, new byte[0]);
        rig.assertEnded("the compositor sent wl_keyboard@2.enter about wl_buffer@3");
    }

    @Test
    void object_thatIsNone_endsTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.event(ID, ENTER, 1, 0, new byte[0]);
        rig.assertEnded("the compositor sent wl_keyboard@2.enter without its wl_surface");
    }

    @Test
    void descriptor_missing_endsTheConnection() {
        rig.object(WlKeyboard.INTERFACE);
        rig.event(ID, KEYMAP, 1, 100);
        rig.assertEnded("the compositor sent wl_keyboard@2.keymap without its descriptor");
    }

    @Test
    void descriptors_ofABrokenEvent_areClosed() {
        rig.object(WlKeyboard.INTERFACE);
        try (Fd fd = Memfd.create("keymap", 4096)) {
            rig.send(message(ID, KEYMAP, 1), fd, fd);
        }
        rig.assertEnded("the compositor sent wl_keyboard@2.keymap cut short");
    }

    @Test
    void descriptors_ofNoEvent_endTheConnection() {
        try (Fd fd = Memfd.create("many", 4096)) {
            Fd[] many = new Fd[200];
            Arrays.fill(many, fd);
            rig.send(words(1), many);
        }
        rig.assertEnded("the compositor sent 200 descriptors that belong to no event");
    }

    @Test
    void descriptors_fewButAgainAndAgain_endTheConnection() {
        rig.object(WlBuffer.INTERFACE);
        try (Fd fd = Memfd.create("few", 4096)) {
            for (int i = 0; i < 28; i++) {
                rig.send(message(ID, 0), fd);
            }
            rig.assertOpen();
            rig.send(message(ID, 0), fd);
        }
        rig.assertEnded("the compositor sent 29 descriptors that belong to no event");
    }

    @ParameterizedTest
    @CsvSource({
        "0, object 0",
        "1, wl_display@1",
        "2, wl_buffer@2",
        "3, object 3",
        "-1, object 4294967295"
    })
    void deletion_ofWhatWasNotDestroyed_endsTheConnection(int id, String name) {
        rig.object(WlBuffer.INTERFACE);
        rig.event(1, 1, id);
        rig.assertEnded("the compositor deleted " + name + ", which was not destroyed");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "-16777215, 4278190081", "-1, 4294967295"})
    void newObject_withAnIdNotToBeGiven_endsTheConnection(int id, String number) {
        rig.object(ZwpLinuxBufferParamsV1.INTERFACE);
        rig.event(ID, 0, id);
        rig.assertEnded(
                "the compositor sent zwp_linux_buffer_params_v1@2.created with a new id " + number);
    }

    @Test
    void whatFollowsABrokenMessage_isNotHandled() {
        List<WlOutput.Event> seen = new ArrayList<>();
        rig.object(WlOutput.INTERFACE, (event, _) -> seen.add(event));
        rig.send(joined(message(ID, 2), message(77, 0), message(ID, 2)));
        rig.assertEnded("the compositor sent an event of object 77, which does not exist");
        assertEquals(1, seen.size());
    }
}
