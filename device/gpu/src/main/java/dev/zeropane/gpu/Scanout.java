// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Screen;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/// One output: which part of which resource it shows, on which surfaces.
final class Scanout implements AutoCloseable {
    private final int number;
    private final ScreenSizes sizes;
    private final Screen screen = new Screen();
    private final Tally tally = new Tally();
    private Optional<Resource> resource = Optional.empty();
    private Rect part = Rect.EMPTY;

    /// What the surfaces were shown last.
    private Optional<Frame> frame = Optional.empty();

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

    /// Adds a surface, which is told nothing yet.
    void add(String display, Surface surface) {
        CompletableFuture<Void> _ = screen.add(display, surface);
    }

    /// Tells surfaces what is shown that have not been told.
    void tell() {
        lit().flatMap(shown -> frame(shown, part))
                .map(next -> frame.filter(next::equals).orElse(next))
                .ifPresentOrElse(this::show, screen::off);
    }

    private void show(Frame next) {
        frame = Optional.of(next);
        screen.show(next);
    }

    /// Takes a surface away, if it is one of these.
    void remove(Surface surface) {
        screen.remove(surface);
    }

    /// Whether its surfaces can be shown `part` of a resource, where its pixels are now.
    boolean canShow(Resource shown, Rect part) {
        return screen.isEmpty() || frame(shown, part).isPresent();
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
        if (!screen.isEmpty()) {
            Optional<Frame> next = frame(shown, part);
            if (next.isEmpty()) {
                return false;
            }
            show(next.get());
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
        Screen.Forms forms = screen.ask(shown.format(), shown.stride(), offset, shown::export);
        return shown.image(forms.read())
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
        frame = Optional.empty();
        sizes.shown(number, Optional.empty());
        screen.off();
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
            frame.ifPresent(shown -> screen.damage(shown, onScreen));
        }
    }

    /// Counts what was done for a resource of this screen.
    void count(Resource shown) {
        shown.countFor(tally);
    }

    void cursor(Cursor next) {
        if (!cursor.equals(next)) {
            cursor = next;
            screen.forEachSurface(surface -> surface.cursor(next));
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
        screen.forEachSurface(surface -> surface.moveCursor(x, y));
    }

    /// Whether nobody looks.
    boolean isUnseen() {
        return screen.isEmpty();
    }

    void forget(FrameMemory memory) {
        screen.forget(memory);
    }

    ScreenStats stats() {
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        counts.put("flips", tally.flips);
        counts.put("refreshes", tally.refreshes);
        counts.put("flushes", tally.flushes);
        counts.put("transfers", tally.transfers);
        counts.put("bytesCopied", tally.bytesCopied);
        counts.put("cursors", tally.cursors);
        return new ScreenStats(
                lit().map(shown ->
                        new ScreenStats.Picture(
                                part.width(),
                                part.height(),
                                shown.format(),
                                shown.storage().details(),
                                shown.sharing())),
                counts,
                screen.displays());
    }

    @Override
    public void close() {
        screen.close();
    }
}
