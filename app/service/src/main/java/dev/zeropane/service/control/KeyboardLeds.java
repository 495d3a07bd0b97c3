// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.display.Lights;
import dev.zeropane.input.Led;
import dev.zeropane.input.LedListener;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// The LEDs of the guest's keyboard that are on. Any thread.
public final class KeyboardLeds implements LedListener {
    private final Set<Led> on = EnumSet.noneOf(Led.class);
    private Consumer<Lights> listener = _ -> {};

    /// Tells somebody of every change, on the thread that switches them.
    public synchronized void tell(Consumer<Lights> changes) {
        listener = changes;
    }

    @Override
    public synchronized void changed(Led led, boolean lit) {
        if (lit) {
            on.add(led);
        } else {
            on.remove(led);
        }
        listener.accept(
                new Lights(
                        on.contains(Led.SCROLL_LOCK),
                        on.contains(Led.NUM_LOCK),
                        on.contains(Led.CAPS_LOCK)));
    }

    /// The names of the LEDs that are on, such as `caps-lock`.
    synchronized List<String> names() {
        return on.stream()
                .map(led -> led.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
