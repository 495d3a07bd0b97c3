// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.clipboard;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The clipboard of a guest, for all who look at it, if it shares one: what "copy" writes, as the
/// protocol knows no other. Any thread; nothing waits.
public final class GuestClipboard implements AutoCloseable {
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();

    // Guarded by this.
    private Optional<Clipboard> shared = Optional.empty();
    private Optional<Clipboard.Following> following = Optional.empty();
    private Optional<Gift> gift = Optional.empty();
    private boolean offers;

    /// Who looks.
    public interface Viewer {
        /// Does something to its part of the clipboard, which it guards, and has its sender look at
        /// that. Does not wait.
        void clipboard(Consumer<ViewerClipboard> change);
    }

    /// What was copied at a viewer.
    private record Gift(Viewer giver, ClipboardText text) {}

    /// The guest shares this one from now on.
    public void share(Clipboard clipboard) {
        synchronized (this) {
            shared = Optional.of(clipboard);
        }
        Clipboard.Following follower = clipboard.follow(new Follower());
        synchronized (this) {
            following = Optional.of(follower);
        }
    }

    /// Whether the guest shares its clipboard.
    public boolean isShared() {
        return shared().isPresent();
    }

    private synchronized Optional<Clipboard> shared() {
        return shared;
    }

    /// Whether there is a text of the guest's to be fetched.
    synchronized boolean offers() {
        return offers;
    }

    /// Somebody looks. A text that the guest has copied before is there for those who ask: it is
    /// not to take the place of what a person has just copied for the guest.
    public void join(Viewer viewer) {
        viewers.add(viewer);
    }

    /// What it has given stays on offer.
    public void leave(Viewer viewer) {
        viewers.remove(viewer);
        Optional<Gift> _ = forget(viewer);
    }

    /// @return what it gave, if it was the last of the viewers and the guest has not copied since
    @SuppressWarnings("ReferenceEquality") // This very viewer.
    private synchronized Optional<Gift> forget(Viewer viewer) {
        Optional<Gift> given = gift.filter(it -> it.giver == viewer);
        if (given.isPresent()) {
            gift = Optional.empty();
        }
        return given;
    }

    /// A person has copied this at a viewer.
    void copy(Viewer from, ClipboardText text) {
        synchronized (this) {
            gift = Optional.of(new Gift(from, text));
        }
        shared().ifPresent(it -> it.copy(Selection.CLIPBOARD, text));
    }

    /// What was copied at a viewer is there no more.
    void release(Viewer from) {
        forget(from)
                .ifPresent(given ->
                        shared().ifPresent(it -> it.release(Selection.CLIPBOARD, given.text)));
    }

    /// Gets what the guest has copied; see [Clipboard#fetch].
    void fetch(Consumer<Optional<ClipboardText>> taker) {
        shared().ifPresent(it -> it.fetch(Selection.CLIPBOARD, taker));
    }

    private void offers(boolean now) {
        synchronized (this) {
            offers = now;
            if (now) {
                gift = Optional.empty();
            }
        }
        viewers.forEach(viewer ->
                viewer.clipboard(
                        now ? ViewerClipboard::guestCopied : ViewerClipboard::guestReleased));
    }

    private final class Follower implements Clipboard.Follower {
        @Override
        public void guestCopied(Selection selection) {
            if (selection == Selection.CLIPBOARD) {
                offers(true);
            }
        }

        @Override
        public void guestReleased(Selection selection) {
            if (selection == Selection.CLIPBOARD) {
                offers(false);
            }
        }
    }

    @Override
    public void close() {
        Optional<Clipboard.Following> follower;
        synchronized (this) {
            follower = following;
            following = Optional.empty();
        }
        follower.ifPresent(Clipboard.Following::close);
    }
}
