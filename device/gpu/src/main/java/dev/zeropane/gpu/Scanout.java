// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Screen;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/// One output: the part of a resource that it shows, and the surfaces that show it.
final class Scanout implements AutoCloseable {
    private final int number;
    private final ScreenSizes sizes;
    private final Screen screen;
    private final Tally tally = new Tally();
    private Optional<Resource> resource = Optional.empty();
    private Rect part = Rect.EMPTY;

    /// The frame the surfaces have.
    private Optional<Frame> frame = Optional.empty();

    /// The picture of the guest's last UPDATE_CURSOR, also while the pointer is hidden.
    private Optional<CursorPicture> cursorPicture = Optional.empty();

    /// Whether the resource is displayed: it is not if there was no memory for its image.
    private boolean visible;

    /// @param sizes gets the size of the picture shown
    /// @param displays where it is shown from the start
    Scanout(int number, ScreenSizes sizes, List<Display> displays) {
        this.number = number;
        this.sizes = sizes;
        this.screen = new Screen(displays, number);
    }

    /// The resource that is displayed.
    Optional<Resource> visibleResource() {
        return resource.filter(_ -> visible);
    }

    boolean shows(Resource other) {
        return resource.filter(r -> r == other).isPresent();
    }

    /// Adds a surface, without showing anything on it yet.
    void add(String display, Surface surface) {
        CompletableFuture<Void> _ = screen.add(display, surface);
    }

    /// Shows the current frame on surfaces that do not have it.
    void updateSurfaces() {
        visibleResource()
                .flatMap(shown -> frame(shown, part))
                .map(next -> frame.filter(next::equals).orElse(next))
                .ifPresentOrElse(this::show, screen::off);
    }

    private void show(Frame next) {
        frame = Optional.of(next);
        screen.show(next);
    }

    /// Removes a surface, if it belongs to this output.
    void remove(Surface surface) {
        screen.remove(surface);
    }

    /// Whether the surfaces can show `part` of a resource from its current storage.
    boolean canShow(Resource shown, Rect part) {
        return screen.isEmpty() || frame(shown, part).isPresent();
    }

    /// Whether the surfaces can show the current resource from its current storage.
    boolean canShow() {
        return resource.map(shown -> canShow(shown, part)).orElse(true);
    }

    /// Shows `part` of a resource.
    ///
    /// @return false if that is impossible; then nothing has changed
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
        // Without surfaces no view is needed.
        if (!screen.isEmpty()) {
            Optional<Frame> next = frame(shown, part);
            if (next.isEmpty()) {
                return false;
            }
            show(next.get());
        }
        resource = Optional.of(shown);
        this.part = part;
        visible = true;
        sizes.shown(number, Optional.of(new Mode(part.width(), part.height())));
        count(shown);
        return true;
    }

    private Optional<Frame> frame(Resource shown, Rect part) {
        long offset = shown.offsetOf(part.x(), part.y());
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

    /// The resource's storage has changed: shows it again, or nothing if that is impossible.
    void refresh() {
        resource.ifPresent(shown -> {
            if (present(shown, part)) {
                tally.refreshes++;
            } else {
                blank();
            }
        });
    }

    /// Displays nothing, but remains set to its resource, whose content was lost.
    void blank() {
        visible = false;
        frame = Optional.empty();
        sizes.shown(number, Optional.empty());
        screen.off();
    }

    /// Disables the scanout: it is set to no resource any more.
    void disable() {
        if (resource.isPresent()) {
            resource = Optional.empty();
            blank();
        }
    }

    /// A part of the resource has changed, in the resource's coordinates.
    void damage(Rect changed) {
        Rect seen = changed.intersect(part);
        if (visible && !seen.isEmpty()) {
            tally.flushes++;
            Rect onScreen =
                    new Rect(seen.x() - part.x(), seen.y() - part.y(), seen.width(), seen.height());
            frame.ifPresent(shown -> screen.damage(shown, onScreen));
        }
    }

    /// Adds a resource's counters to those of this screen.
    void count(Resource shown) {
        shown.countFor(tally);
    }

    void setCursor(Cursor next) {
        screen.cursor(next);
    }

    /// Shows a new picture of the pointer.
    void setCursorPicture(CursorPicture picture) {
        tally.cursors++;
        cursorPicture = Optional.of(picture);
        setCursor(picture);
    }

    /// Shows the pointer with its last picture.
    void showCursor() {
        setCursor(cursorPicture.<Cursor>map(it -> it).orElse(Cursor.NOT_SET));
    }

    /// Forgets the pointer: the guest was reset.
    void clearCursor() {
        cursorPicture = Optional.empty();
        setCursor(Cursor.NOT_SET);
    }

    void moveCursor(int x, int y) {
        screen.moveCursor(x, y);
    }

    /// Whether there are no surfaces.
    boolean hasNoSurfaces() {
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
        return screen.stats(
                visibleResource()
                        .map(shown ->
                                new ScreenStats.Picture(
                                        part.width(),
                                        part.height(),
                                        shown.format(),
                                        shown.storage().details(),
                                        shown.sharing())),
                counts);
    }

    @Override
    public void close() {
        screen.close();
    }
}
