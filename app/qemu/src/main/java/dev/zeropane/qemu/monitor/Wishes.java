// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.Mode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sizes to send to QEMU, the latest of each screen. Safe from any thread.
final class Wishes {
    private final Map<Integer, Wish> waiting = new LinkedHashMap<>();
    private final Map<Integer, Mode> latest = new HashMap<>();

    /// @param again whether QEMU got it before
    record Wish(int console, Mode size, boolean again) {}

    synchronized void add(int console, Mode size) {
        latest.put(console, size);
        waiting.put(console, new Wish(console, size, false));
    }

    /// Adds a wish once more, unless there has been another one for its screen.
    synchronized void repeat(Wish said) {
        if (said.size().equals(latest.get(said.console()))) {
            waiting.putIfAbsent(said.console(), new Wish(said.console(), said.size(), true));
        }
    }

    /// Takes the wish that has waited longest.
    synchronized Optional<Wish> take() {
        Optional<Wish> first = waiting.values().stream().findFirst();
        first.ifPresent(wish -> waiting.remove(wish.console()));
        return first;
    }
}
