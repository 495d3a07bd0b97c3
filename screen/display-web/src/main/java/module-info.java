// SPDX-License-Identifier: Apache-2.0

/// A display that viewers connect to: a server of the RFB protocol (VNC), for VNC viewers and, by
/// HTTP and WebSockets, for browsers.
module dev.zeropane.display.web {
    exports dev.zeropane.display.web;
    exports dev.zeropane.display.web.access;
    exports dev.zeropane.display.web.http;

    requires transitive dev.zeropane.display;
    requires dev.zeropane.json;
    requires jdk.net;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.eclipse.jetty.websocket.core.common;
    requires org.eclipse.jetty.websocket.core.server;
    requires org.slf4j;

    provides org.slf4j.spi.SLF4JServiceProvider with
            dev.zeropane.display.web.logging.QuietLogging;
}
