// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.service.LogLimit;
import java.io.PrintWriter;
import java.io.StringWriter;

/// Logs what a display has to say, within limits: who is at its other end, people do not choose.
/// Any thread.
final class DisplayFaults {
    private static final System.Logger LOG = System.getLogger(DisplayFaults.class.getName());

    static final int MESSAGES_PER_MINUTE = 10;

    private final LogLimit messages =
            new LogLimit(
                    MESSAGES_PER_MINUTE, message -> LOG.log(System.Logger.Level.WARNING, message));

    /// One line.
    void log(String message) {
        messages.log(message);
    }

    /// Something that is our own fault.
    void failed(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        messages.log("internal error, please report it: " + trace);
    }
}
