// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

/// The objects that live in this process's heap.
public final class LiveHeap {
    /// The most that may, in KiB, when nobody is served.
    public static final long MOST_KIB = 64 << 10;

    private LiveHeap() {}

    /// Nothing of those who were served is still referred to.
    public static void assertLittle() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long live = (runtime.totalMemory() - runtime.freeMemory()) >> 10;
        Expect.isTrue(live <= MOST_KIB, live + " KiB live");
    }
}
