// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.thread;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A thread did not end in time. The message names the thread, and the calls it is in.
public final class StuckThreadException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int FRAMES = 8;

    StuckThreadException(Thread thread, Duration limit) {
        super("not ended within %d s: %s".formatted(limit.toSeconds(), describe(thread)));
    }

    /// One line: a thread, and the innermost calls it is in now.
    public static String describe(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", "thread " + thread.getName() + " is at ", ""));
    }
}
