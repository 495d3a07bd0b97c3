package dev.zeropane.input;

import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import java.util.List;
import java.util.Optional;

/// What a guest takes its screens for together: guests spread an absolute pointer over all of them.
/// They are assumed to stand side by side, tops aligned, the first at the left, as guests place
/// them that were not told otherwise.
///
/// @param screens their sizes
public record Desktop(List<Mode> screens) {
    /// Only one screen, whose size then does not matter.
    public static final Desktop ONE_SCREEN = new Desktop(List.of(Mode.DEFAULT));

    /// A place as fractions of the desktop.
    record Point(double x, double y) {}

    /// @throws IllegalArgumentException if there is no screen
    public Desktop {
        screens = List.copyOf(screens);
        if (screens.isEmpty()) {
            throw new IllegalArgumentException("a desktop without screens");
        }
    }

    /// @return nothing if there is no such screen
    Optional<Point> find(Place place) {
        if (place.scanout() >= screens.size()) {
            return Optional.empty();
        }
        int left = 0;
        int width = 0;
        int height = 0;
        for (int i = 0; i < screens.size(); i++) {
            if (i < place.scanout()) {
                left += screens.get(i).width();
            }
            width += screens.get(i).width();
            height = Math.max(height, screens.get(i).height());
        }
        Mode screen = screens.get(place.scanout());
        return Optional.of(
                new Point(
                        (left + place.x() * screen.width()) / width,
                        place.y() * screen.height() / height));
    }
}
