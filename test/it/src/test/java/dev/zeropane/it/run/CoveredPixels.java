// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.testkit.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// What a pointer covers of a picture: the colours of its pixels by their places beside what it
/// points at, row by row.
record CoveredPixels(TreeMap<Place, Integer> pixels) {
    /// The most that a pointer without a theme measures: half of what its picture does.
    private static final int LARGEST = 32;

    private static final int FEWEST = 40;

    record Place(int y, int x) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return y == other.y ? Integer.compare(x, other.x) : Integer.compare(y, other.y);
        }
    }

    /// All that differs between two pictures.
    static CoveredPixels between(Picture below, Picture seen, int pointerX, int pointerY) {
        TreeMap<Place, Integer> pixels = new TreeMap<>();
        if (!below.sameSize(seen)) {
            return new CoveredPixels(pixels);
        }
        for (int y = 0; y < seen.height(); y++) {
            for (int x = 0; x < seen.width(); x++) {
                if (seen.pixel(x, y) != below.pixel(x, y)) {
                    pixels.put(new Place(y - pointerY, x - pointerX), seen.pixel(x, y));
                }
            }
        }
        return new CoveredPixels(pixels);
    }

    /// Whether it is as large as pointers are, and points at its place. Where anything opaque were
    /// around it, it would be larger.
    boolean isPointer() {
        return pixels.size() >= FEWEST
                && isNear(pixels.keySet().stream().mapToInt(Place::x).toArray())
                && isNear(pixels.keySet().stream().mapToInt(Place::y).toArray());
    }

    private static boolean isNear(int[] places) {
        int least = Arrays.stream(places).min().orElseThrow();
        int most = Arrays.stream(places).max().orElseThrow();
        return least <= 0 && most >= 0 && most - least < LARGEST;
    }

    List<Integer> colours() {
        return pixels.values().stream().distinct().sorted().toList();
    }

    @Override
    public String toString() {
        return pixels.isEmpty()
                ? "nothing"
                : "%d pixels of %s from %s to %s"
                        .formatted(pixels.size(), colours(), pixels.firstKey(), pixels.lastKey());
    }
}
