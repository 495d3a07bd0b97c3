// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import java.util.Random;

/// Where the attacks of a fuzz test come from: another seed in each run, printed, and given by
/// `-Dseed=N` to run one again.
public final class Seed {
    private Seed() {}

    public static Random random(String what) {
        String given = System.getProperty("seed");
        long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        System.out.println(what + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
