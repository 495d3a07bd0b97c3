// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

/// How often a test repeats what goes wrong by chance, if at all: a few times, or with `./check
/// --long` many times.
public final class Rounds {
    private Rounds() {}

    /// @param usual times that show that it works
    /// @param many times that give chance its chance
    public static int of(int usual, int many) {
        return isLong() ? many : usual;
    }

    /// Whether everything is tried, however long it takes.
    public static boolean isLong() {
        return Boolean.getBoolean("zeropane.long");
    }
}
