// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what a test opened on its way, last first.
final class Scope implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T one) {
        opened.push(one);
        return one;
    }

    @Override
    public void close() {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
