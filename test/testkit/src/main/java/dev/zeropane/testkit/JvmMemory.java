// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import static java.util.regex.Pattern.MULTILINE;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a program keeps in a JVM's memory. Neither the JVM's compilers nor the size of its heap
/// change that, so it can be compared before and after; the resident memory cannot.
///
/// @param liveKib objects that are still referred to
/// @param nativeKib memory outside the heap that the program has allocated, as arenas do
public record JvmMemory(long liveKib, long nativeKib) {
    /// The JVM's option without which it does not count the latter.
    public static final String OPTION = "-XX:NativeMemoryTracking=summary";

    /// A full collection leaves all there.
    private static final Pattern LIVE =
            Pattern.compile("^ *Tenured +total [0-9]+K, used ([0-9]+)K", MULTILINE);

    /// The JVM's own memory has other names.
    private static final Pattern NATIVE =
            Pattern.compile("^- +Other \\(reserved=[0-9]+KB, committed=([0-9]+)KB", MULTILINE);

    /// Less than anything worth looking for; small things come and go.
    private static final long NOTHING_KIB = 16;

    /// Collects garbage until that frees nothing more, and counts the rest. Memory outside the heap
    /// is freed by a thread of the JVM's, some time after what referred to it has been collected.
    public static JvmMemory of(long pid) {
        JvmMemory last;
        JvmMemory now = collected(pid);
        do {
            last = now;
            now = collected(pid);
        } while (last.moreThan(now) > NOTHING_KIB);
        return now;
    }

    private static JvmMemory collected(long pid) {
        // Commands of one question: nothing comes between them.
        String answer = Jcmd.run(pid, "GC.run\nGC.heap_info\nVM.native_memory summary");
        return new JvmMemory(number(LIVE, answer), number(NATIVE, answer));
    }

    private static long number(Pattern pattern, String answer) {
        Matcher found = pattern.matcher(answer);
        if (!found.find()) {
            throw new AssertionError("/" + pattern + "/ is not in\n" + answer);
        }
        return Long.parseLong(found.group(1));
    }

    /// How much more this is, in KiB.
    public long moreThan(JvmMemory before) {
        return liveKib + nativeKib - before.liveKib - before.nativeKib;
    }
}
