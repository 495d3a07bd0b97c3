// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.MemoryFile;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlKeyboard.Event;
import dev.zeropane.wayland.protocol.WlKeyboard.Request;
import java.nio.charset.StandardCharsets;

/// `wl_keyboard`.
final class Keyboard extends Resource<Request, Event> {
    Keyboard(Client client, int id, int version) {
        super(client, WlKeyboard.INTERFACE, id, version);
    }

    /// Sends a keymap as a file, of the text with its NUL.
    public void keymap(String text) {
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
        Fd fd = MemoryFile.of("keymap", bytes);
        event(Event.KEYMAP, WlKeyboard.KEYMAP_FORMAT_XKB_V1, fd, bytes.length);
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }

    @Override
    protected void destroyed() {
        Seats.of(server()).remove(this);
    }
}
