// SPDX-License-Identifier: Apache-2.0

/// A display that viewers connect to: a server of the RFB protocol (VNC).
module dev.zeropane.display.web {
    exports dev.zeropane.display.web;
    exports dev.zeropane.display.web.access;

    requires transitive dev.zeropane.display;
    requires jdk.net;
}
