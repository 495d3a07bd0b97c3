// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Things to be closed, the last first. Whatever one of them throws, the others are closed too. Any
/// thread: a signal may come while things are still being started.
public final class CloseStack implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private boolean closed;

    public CloseStack() {}

    /// @param close called by [#close], or now if that has happened
    public synchronized void add(Runnable close) {
        closers.push(close);
        if (closed) {
            close();
        }
    }

    /// Opens something and adds it. Whoever closes meanwhile waits for it: so whatever is open is
    /// closed, also if the process ends just then.
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
