// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import java.util.Arrays;

final class Median {
    private Median() {}

    static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
