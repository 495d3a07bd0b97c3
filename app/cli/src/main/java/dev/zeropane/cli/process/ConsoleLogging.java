// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.ResourceBundle;

/// The one log format: `zeropane: message` on standard error, with the level where it is a warning
/// or worse. Found by the JDK as a service, so libraries just use [System.Logger], on any thread:
/// standard error is [StandardError].
public final class ConsoleLogging extends System.LoggerFinder {
    private static volatile System.Logger.Level threshold = System.Logger.Level.INFO;

    public ConsoleLogging() {}

    public static void threshold(System.Logger.Level level) {
        threshold = level;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        // The JDK's own modules have nothing to say to the person at the terminal.
        return new ConsoleLogger(name, name.startsWith("dev.zeropane"));
    }

    private record ConsoleLogger(String name, boolean ours) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            // The JDK's own modules tell of every process that is started, with a stack trace.
            Level least = ours ? threshold : Level.WARNING;
            return level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (!isLoggable(level)) {
                return;
            }
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.print("zeropane: " + prefix(level) + message);
            if (thrown != null) {
                out.println();
                thrown.printStackTrace(out);
            }
            // At once: lines of others do not get in between. And it waits for nobody.
            System.err.println(text.toString().stripTrailing());
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            if (isLoggable(level)) {
                log(
                        level,
                        bundle,
                        parameters == null || parameters.length == 0
                                ? format
                                : MessageFormat.format(format, parameters),
                        (Throwable) null);
            }
        }

        private static String prefix(Level level) {
            return switch (level) {
                case ERROR -> "error: ";
                case WARNING -> "warning: ";
                default -> "";
            };
        }
    }
}
