// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Resources to close, the last one first. If one of them throws, the others are closed, too. Any
/// thread: a signal may come while resources are still being opened.
public final class CloseStack implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private boolean closed;

    public CloseStack() {}

    /// @param close called by [#close], or at once if this is closed
    public synchronized void add(Runnable close) {
        closers.push(close);
        if (closed) {
            close();
        }
    }

    /// Opens a resource and adds it. A concurrent [#close] waits for that, so every open resource
    /// is closed, also if the process ends at this moment.
    public synchronized <T> T open(Supplier<T> opener, Consumer<T> closer) {
        T opened = opener.get();
        add(() -> closer.accept(opened));
        return opened;
    }

    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException failure = null;
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
