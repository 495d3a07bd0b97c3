// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import java.util.Arrays;

/// Where half of many measurements lie, and the one in the middle.
record Quartiles(double low, double median, double high) {
    static Quartiles of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Quartiles(
                sorted[Math.round(last * 0.25f)],
                sorted[Math.round(last * 0.5f)],
                sorted[Math.round(last * 0.75f)]);
    }

    @Override
    public String toString() {
        return "%.2f (%.2f-%.2f)".formatted(median, low, high);
    }
}
