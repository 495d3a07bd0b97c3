// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Which lights of its keyboard a guest has switched on.
public record Lights(boolean scrollLock, boolean numLock, boolean capsLock) {
    /// None is on: so it is at first, and without a guest.
    public static final Lights OFF = new Lights(false, false, false);

    private static final String NUM = "num-lock";
    private static final String CAPS = "caps-lock";
    private static final String SCROLL = "scroll-lock";

    /// Those that are on, by their names.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (numLock) {
            names.add(NUM);
        }
        if (capsLock) {
            names.add(CAPS);
        }
        if (scrollLock) {
            names.add(SCROLL);
        }
        return names;
    }

    /// Those with these names are on; names of others do not matter.
    public static Lights of(Collection<String> names) {
        return new Lights(names.contains(SCROLL), names.contains(NUM), names.contains(CAPS));
    }
}
