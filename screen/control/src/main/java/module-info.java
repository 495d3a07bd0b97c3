// SPDX-License-Identifier: Apache-2.0

/// The control socket of a running device: the server in the process that serves a guest, and the
/// client that asks it for statistics and pictures.
module dev.zeropane.control {
    exports dev.zeropane.control;

    requires dev.zeropane.json;
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.linux;
}
