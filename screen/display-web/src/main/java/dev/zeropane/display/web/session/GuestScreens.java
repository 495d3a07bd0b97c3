// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.clipboard.GuestClipboard;
import dev.zeropane.display.web.input.GuestInput;
import dev.zeropane.linux.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The screens of one guest, for all who look at it. Any thread.
public final class GuestScreens implements AutoCloseable {
    private static final String US = "Zeropane";

    private final EventLoop loop;
    private final Visits visits;
    private final int count;
    private final GuestInput input;
    private final SizeWishes sizes;
    private final Optional<Lock> lock;
    private final GuestClipboard clipboard = new GuestClipboard();

    // Guarded by this.
    private final Map<Integer, Session.Surroundings> open = new TreeMap<>();
    private Optional<String> name = Optional.empty();

    GuestScreens(
            EventLoop loop,
            Visits visits,
            Optional<Lock> lock,
            int count,
            InputSink input,
            SizeWishes sizes) {
        this.loop = loop;
        this.visits = visits;
        this.count = count;
        this.input = new GuestInput(input);
        this.sizes = sizes;
        this.lock = lock;
    }

    /// How many it has, whether they are open already or not.
    public int count() {
        return count;
    }

    /// Opens one of them; see [dev.zeropane.display.Display#open].
    public synchronized SharedScreen open(int scanout) {
        SharedScreen screen = new SharedScreen(scanout, title(scanout));
        open.put(
                scanout,
                new Session.Surroundings(
                        screen, input, clipboard, new Wishes(loop, sizes, scanout), visits, lock));
        return screen;
    }

    /// What a viewer of one of them needs, once it is open.
    public synchronized Optional<Session.Surroundings> of(int scanout) {
        return Optional.ofNullable(open.get(scanout));
    }

    /// Those that are open.
    public synchronized List<SharedScreen> all() {
        return open.values().stream().map(Session.Surroundings::screen).toList();
    }

    /// What the guest is called, if anybody knows.
    public synchronized Optional<String> name() {
        return name;
    }

    /// The guest is called so from now on.
    public synchronized void name(Optional<String> now) {
        name = now;
        all().forEach(screen -> screen.name(title(screen.scanout())));
    }

    private String title(int scanout) {
        String first = name.map(guest -> guest + " - " + US).orElse(US);
        return count == 1 ? first : first + ", screen " + scanout;
    }

    /// The guest's keyboard has these lights on now.
    public void lights(Lights lights) {
        input.lightsChanged(lights);
        all().forEach(screen -> screen.lights(lights));
    }

    /// Guest and host share this clipboard; see [dev.zeropane.display.Display#shareClipboard].
    public void shareClipboard(Clipboard shared) {
        clipboard.share(shared);
    }

    /// Ends all connections to these screens, and waits until nobody reads their pixels any more.
    @Override
    public void close() {
        List<SharedScreen> screens = all();
        clipboard.close();
        screens.forEach(SharedScreen::end);
        visits.end(screens);
    }
}
