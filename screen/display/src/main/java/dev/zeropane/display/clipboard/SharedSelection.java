// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import dev.zeropane.display.clipboard.SharedClipboard.GuestSide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One selection of a [SharedClipboard]: who owns it, and who waits for what the guest has copied.
/// Any thread may call it. Nothing is called while its lock is held.
final class SharedSelection {
    /// Far more than there are displays and clients; one that asks without end is refused.
    private static final int MAX_WAITING = 256;

    private final Selection selection;
    private final Later later;
    private final Duration fetchLimit;
    private final Supplier<Optional<GuestSide>> side;
    private final Paced toGuest;
    private final Paced toFollowers;

    // Guarded by this.
    private Owner owner = new Owner.Nobody();
    private long generations;
    private final List<Waiting> waiting = new ArrayList<>();
    private Optional<Request> asked = Optional.empty();
    private boolean guestKnowsOffer;

    /// Who copied last.
    private sealed interface Owner {
        record Nobody() implements Owner {}

        record Host(ClipboardText text) implements Owner {}

        /// @param generation number of the guest's copy, from 1
        /// @param text what it is, once it was asked for
        record Guest(long generation, Optional<ClipboardText> text) implements Owner {}
    }

    /// A question to the guest, about one of its copies.
    private static final class Request {
        private final long generation;

        private Request(long generation) {
            this.generation = generation;
        }
    }

    /// Somebody who waits for an answer.
    private static final class Waiting {
        private final Consumer<Optional<ClipboardText>> taker;
        private Runnable cancelLimit = () -> {};

        private Waiting(Consumer<Optional<ClipboardText>> taker) {
            this.taker = taker;
        }
    }

    /// @param side the way to the guest, if there is one now
    /// @param followers told, on the thread of `later`, that the guest's copy is another
    SharedSelection(
            Selection selection,
            Later later,
            Duration fetchLimit,
            Supplier<Optional<GuestSide>> side,
            Runnable followers) {
        this.selection = selection;
        this.later = later;
        this.fetchLimit = fetchLimit;
        this.side = side;
        this.toGuest = new Paced(later, this::offer);
        this.toFollowers = new Paced(later, followers);
    }

    /// The number of what the guest has copied; 0 if it offers nothing.
    synchronized long generation() {
        return owner instanceof Owner.Guest guest ? guest.generation : 0;
    }

    void copy(ClipboardText text) {
        synchronized (this) {
            if (owner.equals(new Owner.Host(text)) || isOfGuest(text)) {
                return;
            }
            own(new Owner.Host(text));
        }
        toGuest.ask();
        toFollowers.ask();
    }

    /// Whether it is what the guest has copied: a program on the host that keeps what others copy,
    /// or another of our windows, offers it again. The guest's programs still have it.
    private boolean isOfGuest(ClipboardText text) {
        return owner instanceof Owner.Guest guest && guest.text.equals(Optional.of(text));
    }

    /// @param withdrawn of what the host may offer, what it does not any more
    void release(Predicate<ClipboardText> withdrawn) {
        synchronized (this) {
            if (!(owner instanceof Owner.Host(ClipboardText text)) || !withdrawn.test(text)) {
                return;
            }
            own(new Owner.Nobody());
        }
        toGuest.ask();
    }

    void guestGrabbed() {
        synchronized (this) {
            generations++;
            owner = new Owner.Guest(generations, Optional.empty());
            guestKnowsOffer = false;
        }
        toFollowers.ask();
    }

    void guestReleased() {
        synchronized (this) {
            if (!(owner instanceof Owner.Guest)) {
                return;
            }
            own(new Owner.Nobody());
        }
        toFollowers.ask();
    }

    /// The guest cannot be reached any more: it answers no question.
    void guestGone() {
        synchronized (this) {
            asked = Optional.empty();
        }
        guestReleased();
    }

    void tellGuest() {
        toGuest.ask();
    }

    void tellFollowers() {
        toFollowers.ask();
    }

    /// Whoever waits for the guest's text waits in vain. A question that is on its way stays the
    /// only one: the guest refuses a second.
    private void own(Owner next) {
        owner = next;
        answerAll(Optional.empty());
    }

    /// Tells the guest what is offered now.
    private void offer() {
        Owner now;
        boolean known;
        Optional<GuestSide> way = side.get();
        synchronized (this) {
            now = owner;
            known = guestKnowsOffer;
            guestKnowsOffer = way.isPresent() && now instanceof Owner.Host;
        }
        if (now instanceof Owner.Host(ClipboardText text)) {
            way.ifPresent(guest -> guest.offer(selection, text));
        } else if (known) {
            way.ifPresent(guest -> guest.release(selection));
        }
    }

    void fetch(Consumer<Optional<ClipboardText>> taker) {
        Optional<Request> next;
        synchronized (this) {
            boolean asksInVain = side.get().isEmpty() || waiting.size() == MAX_WAITING;
            if (!(owner instanceof Owner.Guest guest) || (asksInVain && guest.text.isEmpty())) {
                answer(taker, Optional.empty());
                return;
            }
            if (guest.text.isPresent()) {
                answer(taker, guest.text);
                return;
            }
            Waiting added = new Waiting(taker);
            waiting.add(added);
            added.cancelLimit = later.run(fetchLimit, () -> giveUp(added));
            next = askIfNeeded();
        }
        next.ifPresent(this::ask);
    }

    /// One question at a time, however often the guest copies meanwhile.
    private Optional<Request> askIfNeeded() {
        if (asked.isPresent() || waiting.isEmpty() || !(owner instanceof Owner.Guest guest)) {
            return Optional.empty();
        }
        asked = Optional.of(new Request(guest.generation));
        return asked;
    }

    private void ask(Request request) {
        side.get().ifPresent(guest -> guest.request(selection, text -> answered(request, text)));
    }

    private void answered(Request request, Optional<ClipboardText> text) {
        Optional<Request> next;
        synchronized (this) {
            if (asked.isEmpty() || asked.get() != request) {
                return;
            }
            asked = Optional.empty();
            if (owner instanceof Owner.Guest guest && guest.generation == request.generation) {
                owner = new Owner.Guest(guest.generation, text);
                answerAll(text);
            }
            // Otherwise the guest has copied something else meanwhile, which is what is wanted.
            next = askIfNeeded();
        }
        next.ifPresent(this::ask);
    }

    private synchronized void giveUp(Waiting late) {
        if (waiting.remove(late)) {
            answer(late.taker, Optional.empty());
            if (waiting.isEmpty()) {
                // If there is an answer after all, nobody wants it any more.
                asked = Optional.empty();
            }
        }
    }

    private void answerAll(Optional<ClipboardText> text) {
        waiting.forEach(one -> {
            one.cancelLimit.run();
            answer(one.taker, text);
        });
        waiting.clear();
    }

    private void answer(Consumer<Optional<ClipboardText>> taker, Optional<ClipboardText> text) {
        Runnable _ = later.run(Duration.ZERO, () -> taker.accept(text));
    }
}
