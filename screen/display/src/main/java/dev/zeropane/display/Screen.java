// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The surfaces that show one screen of a guest, each with its display's name, the form in which it
/// takes the picture, and the frame it was shown last; and the pointer that all of them show.
/// Surfaces come and go while the device runs.
///
/// A surface either *imports* a picture, as a dma-buf, or *reads* its pixels.
///
/// Belongs to the device thread. It closes its surfaces, but not their displays.
public final class Screen implements AutoCloseable {
    private final List<Output> outputs = new ArrayList<>();
    private Cursor cursor = Cursor.NOT_SET;
    private Optional<Spot> spot = Optional.empty();

    /// Where the pointer is.
    private record Spot(int x, int y) {}

    /// A screen without surfaces.
    public Screen() {}

    /// A screen on these displays, opened for it.
    ///
    /// @param number of the screen, from 0
    public Screen(List<Display> displays, int number) {
        for (Display display : displays) {
            CompletableFuture<Void> _ = add(display.name(), display.open(number));
        }
    }

    /// The forms in which surfaces need a picture.
    ///
    /// @param imported whether some surface imports it
    /// @param read whether some surface reads it
    public record Forms(boolean imported, boolean read) {}

    private static final class Output {
        final String display;
        final Surface surface;
        final CompletableFuture<Void> started = new CompletableFuture<>();

        /// Decided by the last [#ask].
        boolean imports;

        Optional<Frame> shown = Optional.empty();
        boolean shownImported;

        Output(String display, Surface surface) {
            this.display = display;
            this.surface = surface;
        }

        /// Compares the objects: an equal frame made anew is another one.
        @SuppressWarnings("ReferenceEquality")
        boolean isShowing(Frame frame) {
            return shown.isPresent() && shown.get() == frame;
        }

        void show(Frame frame) {
            if (!isShowing(frame) || shownImported != imports) {
                shown = Optional.of(frame);
                shownImported = imports;
                surface.show(frame);
                started.complete(null);
            }
        }

        void off() {
            if (shown.isPresent() || !started.isDone()) {
                shown = Optional.empty();
                surface.off();
                started.complete(null);
            }
        }
    }

    /// Adds a surface, and tells it of the pointer, without showing it anything yet.
    ///
    /// @param display the name of its display, for [#stats]
    /// @return completed when the surface is shown a frame or turned off for the first time, or is
    ///   removed
    public CompletableFuture<Void> add(String display, Surface surface) {
        Output output = new Output(display, surface);
        outputs.add(output);
        if (!cursor.equals(Cursor.NOT_SET)) {
            surface.cursor(cursor);
        }
        spot.ifPresent(s -> surface.moveCursor(s.x, s.y));
        return output.started;
    }

    /// Removes a surface, if it is one of these, without closing it.
    public void remove(Surface surface) {
        for (Output output : List.copyOf(outputs)) {
            if (output.surface.equals(surface)) {
                outputs.remove(output);
                output.started.complete(null);
            }
        }
    }

    /// Whether there are no surfaces.
    public boolean isEmpty() {
        return outputs.isEmpty();
    }

    /// Whether anybody sees one of the surfaces; see [Surface#checkSeen].
    public boolean checkSeen(Runnable seen) {
        boolean any = false;
        for (Output output : outputs) {
            any |= output.surface.checkSeen(seen);
        }
        return any;
    }

    /// Asks every surface in which form it takes a picture laid out like this. The surface is shown
    /// the next frame in this form.
    ///
    /// @param stride bytes from one row to the next
    /// @param offset bytes from the start of the memory to the first pixel
    /// @param export exports the picture's pages, and returns whether they are exported; called
    ///   only if some surface takes a dma-buf
    public Forms ask(PixelFormat format, int stride, long offset, BooleanSupplier export) {
        boolean wanted = false;
        for (Output output : outputs) {
            output.imports = output.surface.takesDmaBuf(format, stride, offset);
            wanted |= output.imports;
        }
        boolean exported = wanted && export.getAsBoolean();
        boolean read = false;
        for (Output output : outputs) {
            output.imports &= exported;
            read |= !output.imports;
        }
        return new Forms(exported, read);
    }

    /// As [#ask(PixelFormat, int, long, BooleanSupplier)], of a frame that is there already.
    public Forms ask(Frame frame, BooleanSupplier export) {
        return ask(frame.format(), frame.stride(), frame.offset(), export);
    }

    /// Shows a frame on all surfaces, except those that show this very object in this form already;
    /// an equal frame made anew is another one.
    public void show(Frame frame) {
        outputs.forEach(output -> output.show(frame));
    }

    /// As [#show], only on surfaces that import.
    public void showToImporters(Frame frame) {
        show(frame, true);
    }

    /// As [#show], only on surfaces that read.
    public void showToReaders(Frame frame) {
        show(frame, false);
    }

    private void show(Frame frame, boolean importers) {
        for (Output output : outputs) {
            if (output.imports == importers) {
                output.show(frame);
            }
        }
    }

    /// Damages part of a frame on the surfaces that show this very object.
    public void damage(Frame frame, Rect changed) {
        for (Output output : outputs) {
            if (output.isShowing(frame)) {
                output.surface.damage(changed);
            }
        }
    }

    /// As [#damage], only for surfaces that import it.
    public void damageForImporters(Frame frame, Rect changed) {
        damage(frame, changed, true);
    }

    /// As [#damage], only for surfaces that read it.
    public void damageForReaders(Frame frame, Rect changed) {
        damage(frame, changed, false);
    }

    private void damage(Frame frame, Rect changed, boolean importers) {
        for (Output output : outputs) {
            if (output.isShowing(frame) && output.shownImported == importers) {
                output.surface.damage(changed);
            }
        }
    }

    /// What the pointer looks like from now on; see [Surface#cursor].
    public void cursor(Cursor next) {
        if (!cursor.equals(next)) {
            cursor = next;
            forEachSurface(surface -> surface.cursor(next));
        }
        if (next.equals(Cursor.NOT_SET)) {
            spot = Optional.empty();
        }
    }

    /// Where the pointer is from now on; see [Surface#moveCursor].
    public void moveCursor(int x, int y) {
        spot = Optional.of(new Spot(x, y));
        forEachSurface(surface -> surface.moveCursor(x, y));
    }

    /// Turns off all surfaces that are not off yet.
    public void off() {
        outputs.forEach(Output::off);
    }

    /// Whether some surface shows a frame in this memory.
    @SuppressWarnings("ReferenceEquality") // The same memory object, not an equal one.
    public boolean isShowing(FrameMemory memory) {
        return outputs.stream()
                .anyMatch(output -> output.shown.filter(f -> f.memory() == memory).isPresent());
    }

    /// The guest took a frame's memory back; see [Surface#forget].
    public void forget(FrameMemory memory) {
        forEachSurface(surface -> surface.forget(memory));
    }

    public void forEachSurface(Consumer<Surface> action) {
        outputs.forEach(output -> action.accept(output.surface));
    }

    /// What was done for this screen: by the device, as it says, and by each display.
    ///
    /// @param picture as of [ScreenStats], as are `counts`
    public ScreenStats stats(
            Optional<ScreenStats.Picture> picture, SequencedMap<String, Long> counts) {
        return new ScreenStats(picture, counts, displays());
    }

    /// Statistics of each surface.
    public List<ScreenStats.OnDisplay> displays() {
        return outputs.stream()
                .map(output -> new ScreenStats.OnDisplay(output.display, output.surface.stats()))
                .toList();
    }

    @Override
    public void close() {
        forEachSurface(Surface::close);
        outputs.clear();
    }
}
