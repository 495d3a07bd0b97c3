// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import java.util.Map;
import java.util.Optional;

/// What a guest takes its screens for together: guests spread an absolute pointer over all of them.
/// They are assumed to stand side by side, tops aligned, the first at the left, as guests place
/// them that were not told otherwise.
///
/// @param screens sizes of those that are on, by their numbers
public record Desktop(Map<Integer, Mode> screens) {
    /// Only one screen, whose size then does not matter.
    public static final Desktop ONE_SCREEN = new Desktop(Map.of(0, Mode.DEFAULT));

    /// A place as fractions of the desktop.
    record Point(double x, double y) {}

    /// @throws IllegalArgumentException if there is no screen
    public Desktop {
        screens = Map.copyOf(screens);
        if (screens.isEmpty()) {
            throw new IllegalArgumentException("a desktop without screens");
        }
    }

    /// @return nothing if there is no such screen
    Optional<Point> find(Place place) {
        Mode screen = screens.get(place.scanout());
        if (screen == null) {
            return Optional.empty();
        }
        int left = 0;
        int width = 0;
        int height = 0;
        for (Map.Entry<Integer, Mode> entry : screens.entrySet()) {
            Mode size = entry.getValue();
            if (entry.getKey() < place.scanout()) {
                left += size.width();
            }
            width += size.width();
            height = Math.max(height, size.height());
        }
        return Optional.of(
                new Point(
                        (left + place.x() * screen.width()) / width,
                        place.y() * screen.height() / height));
    }
}
