// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.display.Lights;
import dev.zeropane.input.Led;
import dev.zeropane.input.LedListener;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The LEDs of the guest's keyboard that are on. Any thread.
public final class KeyboardLeds implements LedListener {
    private final Set<Led> on = EnumSet.noneOf(Led.class);
    private final List<Consumer<Lights>> listeners = new CopyOnWriteArrayList<>();

    /// Tells somebody of every change, on the thread that switches them.
    public void tell(Consumer<Lights> changes) {
        listeners.add(changes);
    }

    @Override
    public synchronized void changed(Led led, boolean lit) {
        if (lit) {
            on.add(led);
        } else {
            on.remove(led);
        }
        Lights now = lights();
        listeners.forEach(listener -> listener.accept(now));
    }

    /// Those that are on now.
    public synchronized Lights lights() {
        return new Lights(
                on.contains(Led.SCROLL_LOCK),
                on.contains(Led.NUM_LOCK),
                on.contains(Led.CAPS_LOCK));
    }
}
