package dev.zeropane.gpu;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One output: which part of which resource it shows, on which surfaces.
final class Scanout {
    private final List<Surface> surfaces;
    private Optional<Resource> resource = Optional.empty();
    private Rect part = Rect.EMPTY;

    Scanout(List<Surface> surfaces) {
        this.surfaces = surfaces;
    }

    boolean shows(Resource other) {
        return resource.filter(r -> r == other).isPresent();
    }

    /// Shows `part` of a resource.
    ///
    /// @return false if there is no memory for its image: nothing changed
    boolean show(Resource shown, Rect part) {
        if (surfaces.isEmpty()) {
            // Nobody looks: no view is made.
            resource = Optional.of(shown);
            this.part = part;
            return true;
        }
        Optional<FrameMemory> image = shown.image();
        if (image.isEmpty()) {
            return false;
        }
        resource = Optional.of(shown);
        this.part = part;
        Frame frame =
                new Frame(
                        part.width(),
                        part.height(),
                        shown.format(),
                        shown.stride(),
                        (long) part.y() * shown.stride() + 4L * part.x(),
                        image.get());
        surfaces.forEach(surface -> surface.show(frame));
        return true;
    }

    /// The shown resource's storage moved: shows it anew, or goes dark if that cannot be.
    void refresh() {
        resource.ifPresent(shown -> {
            if (!show(shown, part)) {
                surfaces.forEach(Surface::off);
            }
        });
    }

    /// Shows nothing, but still stands for its resource, whose content was lost.
    void dark() {
        surfaces.forEach(Surface::off);
    }

    /// Shows no resource any more.
    void off() {
        if (resource.isPresent()) {
            resource = Optional.empty();
            surfaces.forEach(Surface::off);
        }
    }

    /// Part of the resource, in its coordinates, changed.
    void damage(Rect changed) {
        Rect seen = changed.intersect(part);
        if (!seen.isEmpty()) {
            Rect onScreen =
                    new Rect(seen.x() - part.x(), seen.y() - part.y(), seen.width(), seen.height());
            surfaces.forEach(surface -> surface.damage(onScreen));
        }
    }

    void cursor(Cursor cursor) {
        surfaces.forEach(surface -> surface.cursor(cursor));
    }

    void moveCursor(int x, int y) {
        surfaces.forEach(surface -> surface.moveCursor(x, y));
    }

    boolean hasSurfaces() {
        return !surfaces.isEmpty();
    }

    void forEachSurface(Consumer<Surface> action) {
        surfaces.forEach(action);
    }
}
