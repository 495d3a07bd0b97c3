// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The clipboard of one machine: between its displays and whatever speaks to the guest. Who copied
/// last owns a selection. It keeps what the host offers, for a guest that comes later, and what the
/// guest has copied, once somebody has asked for it, until the guest copies something else.
///
/// All that it calls runs on one thread of its own.
public final class SharedClipboard implements Clipboard {
    /// QEMU waits 5 s for the guest's agent.
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(8);

    private final Later later;
    private final Map<Selection, SharedSelection> selections = new EnumMap<>(Selection.class);
    private final List<Told> followers = new CopyOnWriteArrayList<>();
    private volatile Optional<GuestSide> side = Optional.empty();

    /// The way to the guest. None of its methods blocks.
    public interface GuestSide {
        /// The host offers this from now on, instead of what it offered before.
        void offer(Selection selection, ClipboardText text);

        /// The host offers nothing any more.
        void release(Selection selection);

        /// Asks the guest for what it has copied.
        ///
        /// @param taker to be called once, on any thread; not if the guest side ends before, with
        ///   [#guestGone]
        void request(Selection selection, Consumer<Optional<ClipboardText>> taker);
    }

    public SharedClipboard() {
        this(Later.onThread("zeropane-clipboard"));
    }

    SharedClipboard(Later later) {
        this.later = later;
        for (Selection selection : Selection.values()) {
            selections.put(
                    selection,
                    new SharedSelection(
                            selection, later, FETCH_LIMIT, () -> side, () -> tell(selection)));
        }
    }

    private SharedSelection of(Selection selection) {
        return selections.get(selection);
    }

    @Override
    public void copy(Selection selection, ClipboardText text) {
        of(selection).copy(text);
    }

    @Override
    public void release(Selection selection) {
        of(selection).release(text -> true);
    }

    @Override
    public void release(Selection selection, ClipboardText withdrawn) {
        of(selection).release(withdrawn::equals);
    }

    @Override
    public void fetch(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        of(selection).fetch(taker);
    }

    @Override
    public Following follow(Follower follower) {
        Told told = new Told(follower);
        followers.add(told);
        selections.values().forEach(SharedSelection::tellFollowers);
        return () -> {
            told.closed = true;
            followers.remove(told);
        };
    }

    private void tell(Selection selection) {
        long generation = of(selection).generation();
        followers.forEach(
                follower -> later.run(Duration.ZERO, () -> follower.tell(selection, generation)));
    }

    /// The guest can be reached from now on: it is offered what the host offers.
    public void guestSide(GuestSide way) {
        side = Optional.of(way);
        selections.values().forEach(SharedSelection::tellGuest);
    }

    /// The guest cannot be reached any more, and offers nothing. What the host offers is kept.
    public void guestGone() {
        side = Optional.empty();
        selections.values().forEach(SharedSelection::guestGone);
    }

    /// The guest has copied something.
    public void guestGrabbed(Selection selection) {
        of(selection).guestGrabbed();
    }

    /// The guest offers nothing any more.
    public void guestReleased(Selection selection) {
        of(selection).guestReleased();
    }

    /// A follower, and what it knows.
    private static final class Told {
        private final Follower follower;

        /// The last that was told of each selection, 0 for nothing. Of the clipboard's thread.
        private final Map<Selection, Long> generations = new EnumMap<>(Selection.class);

        private volatile boolean closed;

        private Told(Follower follower) {
            this.follower = follower;
        }

        private void tell(Selection selection, long generation) {
            Long before = generations.put(selection, generation);
            if (closed || (before == null ? 0 : before) == generation) {
                return;
            }
            if (generation != 0) {
                follower.guestCopied(selection);
            } else {
                follower.guestReleased(selection);
            }
        }
    }
}
