// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Within one minute, as there is no other way to see a limit.
final class LogLimitTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void log_moreThanTheLimit_theLastSaysThatMoreAreCounted() {
        LogLimit limit = new LogLimit(3, new LogLimit.Total(100), said::add);
        for (int i = 1; i <= 5; i++) {
            limit.log("m" + i);
        }
        assertEquals(
                List.of("m1", "m2", "m3 (further messages of this minute are only counted)"), said);
    }

    @Test
    void log_severalLimits_shareTheirLines() {
        LogLimit.Total total = new LogLimit.Total(10);
        LogLimit traces = new LogLimit(100, total, said::add);
        LogLimit lines = new LogLimit(100, total, said::add);
        traces.log("a\n\tat b\n\tat c\n\tat d");
        traces.log("a\n\tat b\n\tat c\n\tat d");
        traces.log("a\n\tat b\n\tat c\n\tat d");
        assertEquals(2, said.size());
        lines.log("one");
        lines.log("two");
        lines.log("three");
        assertEquals(List.of("one", "two"), said.subList(2, said.size()));
    }
}
