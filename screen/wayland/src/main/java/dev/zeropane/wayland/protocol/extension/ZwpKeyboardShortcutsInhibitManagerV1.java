// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `zwp_keyboard_shortcuts_inhibit_manager_v1`, version 1 of
/// `keyboard-shortcuts-inhibit-unstable-v1.xml`.
public final class ZwpKeyboardShortcutsInhibitManagerV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>(
                    "zwp_keyboard_shortcuts_inhibit_manager_v1", 1, Request.class, NoMessage.class);

    private ZwpKeyboardShortcutsInhibitManagerV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        INHIBIT_SHORTCUTS("n(zwp_keyboard_shortcuts_inhibitor_v1)o(wl_surface)o(wl_seat)");

        private final String signature;

        Request(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }
}
