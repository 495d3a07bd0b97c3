// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.Display;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.web.session.GuestScreens;
import dev.zeropane.display.web.session.SharedScreen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A guest on the page.
public final class WebDisplay implements Display {
    private static final long STATS_LIMIT_MILLIS = 1000;

    private final GuestScreens screens;
    private final Guests guests;
    private final String name;
    private final Runnable closed;
    private final int id;
    private volatile Supplier<CompletableFuture<Map<String, Object>>> stats =
            () -> CompletableFuture.completedFuture(Map.of());

    /// @param closed called when it has been closed
    WebDisplay(WebGuest guest, GuestScreens screens, Guests guests, String name, Runnable closed) {
        this.screens = screens;
        this.guests = guests;
        this.name = name;
        this.closed = closed;
        screens.name(guest.name());
        this.id = guests.add(this);
    }

    GuestScreens screens() {
        return screens;
    }

    @Override
    public Surface open(int scanout) {
        return screens.open(scanout);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void guestChanged(Optional<String> now) {
        screens.name(now);
    }

    @Override
    public void lightsChanged(Lights lights) {
        screens.lights(lights);
    }

    @Override
    public void shareClipboard(Clipboard clipboard) {
        screens.shareClipboard(clipboard);
    }

    @Override
    public void statsFrom(Supplier<CompletableFuture<Map<String, Object>>> device) {
        stats = device;
    }

    /// What the page is told of it; soon, whatever the device does.
    CompletableFuture<Map<String, Object>> describe() {
        return stats.get()
                .completeOnTimeout(Map.of(), STATS_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(_ -> Map.of())
                .thenApply(this::describe);
    }

    private Map<String, Object> describe(Map<String, Object> deviceStats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        screens.name().ifPresent(guest -> members.put("name", guest));
        List<Map<String, Object>> all = new ArrayList<>();
        screens.all().forEach(screen -> all.add(describe(screen)));
        members.put("screens", all);
        members.put("stats", deviceStats);
        return members;
    }

    private static Map<String, Object> describe(SharedScreen screen) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("screen", screen.scanout());
        screen.size()
                .ifPresent(size -> {
                    members.put("width", size.width());
                    members.put("height", size.height());
                });
        members.put("viewers", screen.viewerCount());
        members.put("shown", screen.stats().shown());
        members.put("bytesSent", screen.bytesSent());
        return members;
    }

    /// Takes it off the page: ends all connections to it, and waits until nobody reads its pixels
    /// any more.
    @Override
    public void close() {
        guests.remove(id);
        screens.close();
        closed.run();
    }
}
