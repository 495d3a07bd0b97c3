// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;

/// How this process ends: always in order, and with everything said that there was to say.
public final class ProcessEnd {
    private static final int FAILED = 1;

    /// Set by whoever ends the process from within; a signal does not.
    private static volatile OptionalInt status = OptionalInt.empty();

    private static volatile boolean byFailure;

    private ProcessEnd() {}

    /// A thread that ends by what it did not catch leaves something undone for good: a device that
    /// does not answer, a window that stands still. Better no process than such a one, so that is
    /// said, and the process ends.
    public static void whenAnyThreadFails() {
        Thread.setDefaultUncaughtExceptionHandler(ProcessEnd::failed);
    }

    private static void failed(Thread thread, Throwable failure) {
        byFailure = true;
        try {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            System.err.println(
                    "zeropane: error: internal error, please report it: thread "
                            + thread.getName()
                            + " ended: "
                            + trace.toString().strip());
            // Another thread: this one is waited for, and ends when it returns.
            Thread.ofPlatform().daemon().name("zeropane-failed").start(() -> exit(FAILED));
        } catch (Throwable e) {
            // No memory to say it, or for another thread.
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /// Ends the process; does not return.
    public static void exit(int code) {
        status = OptionalInt.of(code);
        StandardError.finish();
        System.exit(code);
    }

    /// What it was told to end with, from within.
    public static OptionalInt status() {
        return status;
    }

    /// Whether a thread ended by what it did not catch.
    public static boolean isByFailure() {
        return byFailure;
    }

    /// Ends the process at once, but with everything said.
    public static void halt(int code) {
        StandardError.finish();
        Runtime.getRuntime().halt(code);
    }
}
