// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.session.Session;
import dev.zeropane.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The guests on the page, in the order in which they came. Each has a number that no later one
/// gets. Any thread.
final class Guests {
    private static final Pattern PATH = Pattern.compile("/rfb/([0-9]{1,9})/([0-9]{1,9})");

    // Guarded by this.
    private final Map<Integer, WebDisplay> guests = new LinkedHashMap<>();
    private int last;

    /// @return its number
    synchronized int add(WebDisplay guest) {
        guests.put(++last, guest);
        return last;
    }

    synchronized void remove(int id) {
        guests.remove(id);
    }

    private synchronized Optional<WebDisplay> find(int id) {
        return Optional.ofNullable(guests.get(id));
    }

    private synchronized List<WebDisplay> all() {
        return List.copyOf(guests.values());
    }

    /// The screen at this path, if there is one.
    Optional<Session.Surroundings> screen(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches()
                ? find(Integer.parseInt(matcher.group(1)))
                        .flatMap(guest -> guest.screens().of(Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /// What the page is told of them (docs/web.md).
    CompletableFuture<String> describe() {
        List<CompletableFuture<Map<String, Object>>> each =
                all().stream().map(WebDisplay::describe).toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    List<Map<String, Object>> described = new ArrayList<>();
                    each.forEach(guest -> described.add(guest.join()));
                    return Json.write(Map.of("guests", described));
                });
    }
}
