// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloseStackTest {
    private final List<String> closed = new ArrayList<>();
    private final CloseStack stack = new CloseStack();

    @Test
    void close_theLastFirst_once() {
        stack.add(() -> closed.add("first"));
        stack.add(() -> closed.add("last"));
        stack.close();
        stack.close();
        assertEquals(List.of("last", "first"), closed);
    }

    @Test
    void close_goesOn_whateverIsThrown() {
        stack.add(() -> closed.add("first"));
        stack.add(() -> {
            throw new IllegalStateException("second");
        });
        stack.add(() -> {
            throw new IllegalStateException("last");
        });
        IllegalStateException e = assertThrows(IllegalStateException.class, stack::close);
        assertEquals("last", e.getMessage());
        assertEquals("second", e.getSuppressed()[0].getMessage());
        assertEquals(List.of("first"), closed);
    }

    /// A signal came while things were being started.
    @Test
    void add_afterwards_closesAtOnce() {
        stack.close();
        stack.add(() -> closed.add("late"));
        assertEquals(List.of("late"), closed);
    }

    /// A signal comes while something is being opened.
    @Test
    void close_whileSomethingIsOpened_closesIt() throws InterruptedException {
        Thread closer = Thread.ofPlatform().unstarted(stack::close);
        String opened =
                stack.open(
                        () -> {
                            closer.start();
                            while (closer.getState() != Thread.State.BLOCKED) {
                                Thread.onSpinWait();
                            }
                            return "opened";
                        },
                        closed::add);
        closer.join();
        assertEquals(List.of(opened), closed);
    }
}
