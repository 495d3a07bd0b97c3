// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.web.http.WebServer;

/// What a page has to say. Apart from other displays', so that nothing of a web server is loaded
/// without one.
public final class WebFaults extends DisplayFaults implements WebServer.Events {}
