// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputSinkTest {
    @Test
    void all_getEachFrame() {
        List<List<InputEvent>> first = new ArrayList<>();
        List<List<InputEvent>> second = new ArrayList<>();
        InputSink.all(List.<InputSink>of(first::add, second::add)).input(InputEvent.RELEASE_ALL);
        assertEquals(List.of(InputEvent.RELEASE_ALL), first);
        assertEquals(first, second);
    }
}
