// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.display.Display;
import dev.zeropane.display.web.CannotListenException;
import dev.zeropane.display.web.http.WebGuest;
import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.display.web.http.WebServer;
import java.util.Optional;
import java.util.OptionalInt;

/// How `--display web` is opened. Apart from other displays, so that nothing of a web server is
/// loaded without it.
final class WebServing {
    private WebServing() {}

    /// Serves a page for one guest, and says where.
    ///
    /// @param port without one the first that is free
    /// @throws CommandFailedException if that cannot be
    static Display open(OptionalInt port, Screens screens) {
        try {
            WebServer server =
                    WebServer.open(new WebOptions(screens.doors().web(), port), new WebFaults());
            screens.address().accept("the guest is at " + server.address());
            return server.only(
                    new WebGuest(
                            Optional.empty(), screens.count(), screens.input(), screens.sizes()));
        } catch (CannotListenException e) {
            throw new CommandFailedException("--display web: " + e.getMessage());
        }
    }
}
