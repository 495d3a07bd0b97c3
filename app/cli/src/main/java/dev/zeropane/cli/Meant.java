// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Which of the words that there are somebody may have meant who typed another one. Picocli looks
/// for pairs of letters that words share, and so does not know `dmeo` again.
final class Meant {
    /// More are no help.
    private static final int MAX = 3;

    private Meant() {}

    /// The nearest first; nothing if none is near.
    static List<String> by(String typed, Collection<String> words) {
        int limit = Math.max(1, typed.length() / 3);
        return words.stream()
                .filter(word -> distance(typed, word) <= limit || isBeginning(typed, word))
                .sorted(Comparator.comparingInt(word -> distance(typed, word)))
                .limit(MAX)
                .toList();
    }

    /// One letter is the beginning of too much.
    private static boolean isBeginning(String typed, String word) {
        return typed.replace("-", "").length() > 1 && word.startsWith(typed);
    }

    /// How many letters are missing, too many, other ones, or have changed places with the next.
    private static int distance(String one, String other) {
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            rows.add(row);
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                row[j] =
                        Math.min(
                                rows.get(i - 1)[j - 1] + (same ? 0 : 1),
                                Math.min(rows.get(i - 1)[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], rows.get(i - 2)[j - 2] + 1);
                }
            }
        }
        return rows.getLast()[other.length()];
    }
}
