// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.clipboard;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A guest's end of a clipboard that it shares.
public final class GuestAgent implements SharedClipboard.GuestSide {
    private static final int LIMIT_SECONDS = 30;

    public final SharedClipboard shared = new SharedClipboard();

    /// How often the guest was asked for its text.
    public final AtomicInteger requests = new AtomicInteger();

    /// What the guest is offered; "" where an offer is taken back.
    private final BlockingQueue<Optional<ClipboardText>> offers = new LinkedBlockingQueue<>();

    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

    // Guarded by this.
    private Optional<ClipboardText> text = Optional.empty();
    private boolean slow;

    public GuestAgent() {
        shared.guestSide(this);
    }

    /// Somebody in the guest copies this.
    public void copy(String copied) {
        synchronized (this) {
            text = Optional.of(ClipboardText.of(copied).orElseThrow());
        }
        shared.guestGrabbed(Selection.CLIPBOARD);
    }

    /// From now on the guest answers only when [#answer] is called.
    public synchronized void beSlow() {
        slow = true;
    }

    /// The guest answers what it was asked for; waits until it was.
    public void answer() throws InterruptedException {
        Runnable answer = held.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the guest is not asked for its text");
        }
        answer.run();
    }

    @Override
    public void offer(Selection selection, ClipboardText offered) {
        if (selection == Selection.CLIPBOARD) {
            offers.add(Optional.of(offered));
        }
    }

    @Override
    public void release(Selection selection) {
        if (selection == Selection.CLIPBOARD) {
            offers.add(Optional.empty());
        }
    }

    @Override
    public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        int _ = requests.incrementAndGet();
        Optional<ClipboardText> answer;
        synchronized (this) {
            answer = text;
            if (slow) {
                held.add(() -> taker.accept(answer));
                return;
            }
        }
        taker.accept(answer);
    }

    /// The next text that the guest is offered; waits for it.
    public String offered() throws InterruptedException {
        Optional<ClipboardText> offer = offers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (offer == null) {
            throw new AssertionError("the guest is offered nothing");
        }
        return offer.map(ClipboardText::string).orElse("");
    }

    /// How many offers were not looked at.
    public int offersLeft() {
        return offers.size();
    }
}
