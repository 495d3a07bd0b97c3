// SPDX-License-Identifier: Apache-2.0

/// The control socket of a running device: the server in the process that serves a guest, and the
/// clients that ask it for statistics and pictures, do a person's input, and share the clipboard.
module dev.zeropane.control {
    exports dev.zeropane.control;
    exports dev.zeropane.control.input;
    exports dev.zeropane.control.view;

    requires dev.zeropane.json;
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.linux;
}
