// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A clipboard that knows how many follow it.
record CountedFollowers(Clipboard clipboard, AtomicInteger followers) implements Clipboard {
    CountedFollowers(Clipboard clipboard) {
        this(clipboard, new AtomicInteger());
    }

    @Override
    public void copy(Selection selection, ClipboardText text) {
        clipboard.copy(selection, text);
    }

    @Override
    public void release(Selection selection) {
        clipboard.release(selection);
    }

    @Override
    public void release(Selection selection, ClipboardText withdrawn) {
        clipboard.release(selection, withdrawn);
    }

    @Override
    public void fetch(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        clipboard.fetch(selection, taker);
    }

    @Override
    public Following follow(Follower follower) {
        followers.incrementAndGet();
        Following following = clipboard.follow(follower);
        return () -> {
            followers.decrementAndGet();
            following.close();
        };
    }
}
