// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One output: which part of which resource it shows, on which surfaces.
final class Scanout {
    private record Output(String display, Surface surface) {}

    private final int number;
    private final ScreenSizes sizes;
    private final List<Output> outputs = new ArrayList<>();
    private final Tally tally = new Tally();
    private Optional<Resource> resource = Optional.empty();
    private Rect part = Rect.EMPTY;

    /// What the guest last set, also while it is hidden.
    private Optional<CursorPicture> cursorPicture = Optional.empty();

    /// What the surfaces have been told.
    private Cursor cursor = Cursor.NOT_SET;

    /// Whether the resource can be seen: it cannot if there was no memory for its image.
    private boolean lit;

    /// @param sizes told which size it has
    Scanout(int number, ScreenSizes sizes) {
        this.number = number;
        this.sizes = sizes;
    }

    /// What can be seen on it.
    Optional<Resource> lit() {
        return resource.filter(_ -> lit);
    }

    boolean shows(Resource other) {
        return resource.filter(r -> r == other).isPresent();
    }

    /// Adds a surface before anything is shown.
    void add(String display, Surface surface) {
        outputs.add(new Output(display, surface));
    }

    /// Tells a surface what is shown.
    void tell(Surface surface) {
        lit().flatMap(shown -> frame(shown, part)).ifPresentOrElse(surface::show, surface::off);
    }

    /// Takes a surface away, if it is one of these.
    void remove(Surface surface) {
        outputs.removeIf(output -> output.surface.equals(surface));
    }

    /// Whether its surfaces can be shown `part` of a resource, where its pixels are now.
    boolean canShow(Resource shown, Rect part) {
        return !hasSurfaces() || frame(shown, part).isPresent();
    }

    /// Whether its surfaces can be shown what it stands for, where its pixels are now.
    boolean canShow() {
        return resource.map(shown -> canShow(shown, part)).orElse(true);
    }

    /// Shows `part` of a resource.
    ///
    /// @return false if it cannot: nothing changed
    boolean show(Resource shown, Rect part) {
        boolean flip = !shows(shown) || !part.equals(this.part);
        if (!present(shown, part)) {
            return false;
        }
        if (flip) {
            tally.flips++;
        } else {
            tally.refreshes++;
        }
        return true;
    }

    private boolean present(Resource shown, Rect part) {
        // Nobody looks: no view is made.
        if (hasSurfaces()) {
            Optional<Frame> frame = frame(shown, part);
            if (frame.isEmpty()) {
                return false;
            }
            forEachSurface(surface -> surface.show(frame.get()));
        }
        resource = Optional.of(shown);
        this.part = part;
        lit = true;
        sizes.shown(number, Optional.of(new Mode(part.width(), part.height())));
        count(shown);
        return true;
    }

    private Optional<Frame> frame(Resource shown, Rect part) {
        long offset = shown.at(part.x(), part.y());
        boolean importing = false;
        boolean reading = false;
        for (Output output : outputs) {
            boolean taken = output.surface.takesDmaBuf(shown.format(), shown.stride(), offset);
            importing |= taken;
            reading |= !taken;
        }
        return shown.image(new Viewers(importing, reading))
                .map(memory ->
                        new Frame(
                                part.width(),
                                part.height(),
                                shown.format(),
                                shown.stride(),
                                offset,
                                memory));
    }

    /// The shown resource's storage moved: shows it anew, or goes dark if that cannot be.
    void refresh() {
        resource.ifPresent(shown -> {
            if (present(shown, part)) {
                tally.refreshes++;
            } else {
                dark();
            }
        });
    }

    /// Shows nothing, but still stands for its resource, whose content was lost.
    void dark() {
        lit = false;
        sizes.shown(number, Optional.empty());
        forEachSurface(Surface::off);
    }

    /// Shows no resource any more.
    void off() {
        if (resource.isPresent()) {
            resource = Optional.empty();
            dark();
        }
    }

    /// Part of the resource, in its coordinates, changed.
    void damage(Rect changed) {
        Rect seen = changed.intersect(part);
        if (lit && !seen.isEmpty()) {
            tally.flushes++;
            Rect onScreen =
                    new Rect(seen.x() - part.x(), seen.y() - part.y(), seen.width(), seen.height());
            forEachSurface(surface -> surface.damage(onScreen));
        }
    }

    /// Counts what was done for a resource of this screen.
    void count(Resource shown) {
        shown.countFor(tally);
    }

    void cursor(Cursor next) {
        if (!cursor.equals(next)) {
            cursor = next;
            forEachSurface(surface -> surface.cursor(next));
        }
    }

    /// A new picture of the pointer, copied from the guest.
    void newCursor(CursorPicture picture) {
        tally.cursors++;
        cursorPicture = Optional.of(picture);
        cursor(picture);
    }

    /// The pointer is seen, with the picture it had.
    void lastCursor() {
        cursor(cursorPicture.<Cursor>map(it -> it).orElse(Cursor.NOT_SET));
    }

    /// The guest that has set it is gone.
    void noCursor() {
        cursorPicture = Optional.empty();
        cursor(Cursor.NOT_SET);
    }

    void moveCursor(int x, int y) {
        forEachSurface(surface -> surface.moveCursor(x, y));
    }

    boolean hasSurfaces() {
        return !outputs.isEmpty();
    }

    void forEachSurface(Consumer<Surface> action) {
        for (Output output : outputs) {
            action.accept(output.surface);
        }
    }

    ScanoutStats stats() {
        return new ScanoutStats(
                lit().map(shown ->
                        new ScanoutStats.Picture(
                                part.width(),
                                part.height(),
                                shown.format(),
                                shown.storage(),
                                shown.sharing())),
                tally.flips,
                tally.refreshes,
                tally.flushes,
                tally.transfers,
                tally.bytesCopied,
                tally.cursors,
                outputs.stream()
                        .map(output ->
                                new ScanoutStats.OnDisplay(output.display, output.surface.stats()))
                        .toList());
    }
}
