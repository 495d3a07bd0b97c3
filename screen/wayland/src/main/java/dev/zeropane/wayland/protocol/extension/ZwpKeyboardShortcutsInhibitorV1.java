// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_keyboard_shortcuts_inhibitor_v1`, version 1 of
/// `keyboard-shortcuts-inhibit-unstable-v1.xml`.
public final class ZwpKeyboardShortcutsInhibitorV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_keyboard_shortcuts_inhibitor_v1", 1, Request.class, Event.class);

    private ZwpKeyboardShortcutsInhibitorV1() {}

    public enum Request implements Message {
        DESTROY("!");

        private final String signature;

        Request(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }

    public enum Event implements Message {
        ACTIVE(""),
        INACTIVE("");

        private final String signature;

        Event(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }
}
