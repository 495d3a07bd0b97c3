// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.web.VncDisplay;
import dev.zeropane.service.LogLimit;
import java.io.PrintWriter;
import java.io.StringWriter;

/// Logs what a display has to say, within limits: who is at its other end, people do not choose.
/// Any thread.
public class DisplayFaults implements VncDisplay.Events {
    private static final System.Logger LOG = System.getLogger(DisplayFaults.class.getName());

    private static final int MESSAGES_PER_MINUTE = 10;

    private final LogLimit messages = limited(System.Logger.Level.WARNING);

    /// A log of its own, with the same limit.
    static LogLimit limited(System.Logger.Level level) {
        return new LogLimit(MESSAGES_PER_MINUTE, message -> LOG.log(level, message));
    }

    @Override
    public final void log(String message) {
        messages.log(message);
    }

    @Override
    public final void failed(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        messages.log("internal error, please report it: " + trace);
    }
}
