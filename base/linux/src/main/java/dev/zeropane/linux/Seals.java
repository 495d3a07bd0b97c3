// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

/// File seals of a memfd (man 2 fcntl, `F_ADD_SEALS`).
public record Seals(int bits) {
    public static final int F_SEAL_SEAL = 0x1;
    public static final int F_SEAL_SHRINK = 0x2;
    public static final int F_SEAL_GROW = 0x4;
    public static final int F_SEAL_WRITE = 0x8;
    public static final int F_SEAL_FUTURE_WRITE = 0x10;
    public static final int F_SEAL_EXEC = 0x20;

    /// The seals that guest RAM should have: its size is fixed, and nobody can forbid writing
    /// later.
    public static final Seals FIXED_SIZE = new Seals(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW);

    /// Whether all of `mask` is set.
    public boolean has(int mask) {
        return (bits & mask) == mask;
    }
}
