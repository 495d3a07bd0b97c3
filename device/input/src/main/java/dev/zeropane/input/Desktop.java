// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import java.util.Map;
import java.util.Optional;

/// All screens of a guest, over which it spreads an absolute pointer. The screens are assumed to be
/// side by side, tops aligned, the first one at the left: the default arrangement of guests.
///
/// @param screens sizes of the enabled screens, by their numbers
public record Desktop(Map<Integer, Mode> screens) {
    /// One screen, whose size does not matter.
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

    /// @return empty if there is no such screen
    Optional<Point> find(Place place) {
        Mode screen = screens.get(place.scanout());
        if (screen == null) {
            return Optional.empty();
        }
        int left = 0;
        for (Map.Entry<Integer, Mode> entry : screens.entrySet()) {
            if (entry.getKey() < place.scanout()) {
                left += entry.getValue().width();
            }
        }
        return Optional.of(
                new Point(
                        (left + place.x() * screen.width()) / width(),
                        place.y() * screen.height() / height()));
    }

    /// A place on one of the screens, as a place on all of them as if they were one.
    ///
    /// @return empty if there is no such screen
    public Optional<Place> asOne(Place place) {
        return find(place).map(point -> new Place(0, point.x(), point.y()));
    }

    /// Of all screens together, in pixels.
    public int width() {
        return screens.values().stream().mapToInt(Mode::width).sum();
    }

    /// Of the highest screen, in pixels.
    public int height() {
        return screens.values().stream().mapToInt(Mode::height).max().orElseThrow();
    }
}
