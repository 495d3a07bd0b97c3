// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The surfaces that show one screen of a guest, each with its display's name: in which form each
/// takes the picture, and what each was told last. Surfaces come and go while the device runs.
///
/// A surface either *imports* a picture, as a dma-buf, or *reads* its pixels.
///
/// Device thread. It closes its surfaces; their displays belong to whoever made them.
public final class Screen implements AutoCloseable {
    private final List<Output> outputs = new ArrayList<>();

    /// A screen that nobody looks at yet.
    public Screen() {}

    /// In which forms a picture is needed.
    ///
    /// @param imported whether some surface imports it
    /// @param read whether some surface reads it
    public record Forms(boolean imported, boolean read) {}

    private static final class Output {
        final String display;
        final Surface surface;
        final CompletableFuture<Void> told = new CompletableFuture<>();

        /// Decided by the last [#ask].
        boolean imports;

        Optional<Frame> shown = Optional.empty();
        boolean shownImported;

        Output(String display, Surface surface) {
            this.display = display;
            this.surface = surface;
        }

        /// By the object: an equal frame made anew is another one.
        @SuppressWarnings("ReferenceEquality")
        boolean isShowing(Frame frame) {
            return shown.isPresent() && shown.get() == frame;
        }

        void show(Frame frame) {
            if (!isShowing(frame) || shownImported != imports) {
                shown = Optional.of(frame);
                shownImported = imports;
                surface.show(frame);
                told.complete(null);
            }
        }

        void off() {
            if (shown.isPresent() || !told.isDone()) {
                shown = Optional.empty();
                surface.off();
                told.complete(null);
            }
        }
    }

    /// Adds a surface, which is told nothing yet.
    ///
    /// @param display the name its numbers get in [#displays]
    /// @return completed when the surface is told something for the first time, or is removed
    public CompletableFuture<Void> add(String display, Surface surface) {
        Output output = new Output(display, surface);
        outputs.add(output);
        return output.told;
    }

    /// Takes a surface away, if it is one of these; it is not closed.
    public void remove(Surface surface) {
        for (Output output : List.copyOf(outputs)) {
            if (output.surface.equals(surface)) {
                outputs.remove(output);
                output.told.complete(null);
            }
        }
    }

    /// Whether nobody looks.
    public boolean isEmpty() {
        return outputs.isEmpty();
    }

    /// Asks every surface in which form it takes a picture laid out like this, which decides the
    /// form in which it is shown next.
    ///
    /// @param stride bytes from one row to the next
    /// @param offset bytes from the start of the memory to the first pixel
    /// @param export exports the picture's pages, and says whether they are exported; called only
    ///   if some surface takes that
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

    /// Shows a frame on all surfaces. One that was shown this very object in this form already is
    /// not told again; an equal frame made anew is another one.
    public void show(Frame frame) {
        outputs.forEach(output -> output.show(frame));
    }

    /// As [#show], on surfaces that import alone.
    public void showToImporters(Frame frame) {
        show(frame, true);
    }

    /// As [#show], on surfaces that read alone.
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

    /// Says that part of a frame was drawn anew, to the surfaces that show this very object.
    public void damage(Frame frame, Rect changed) {
        for (Output output : outputs) {
            if (output.isShowing(frame)) {
                output.surface.damage(changed);
            }
        }
    }

    /// As [#damage], to those alone that import it.
    public void damageForImporters(Frame frame, Rect changed) {
        damage(frame, changed, true);
    }

    /// As [#damage], to those alone that read it.
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

    /// Turns all surfaces off that are not off yet.
    public void off() {
        outputs.forEach(Output::off);
    }

    /// Whether some surface was shown a frame in this memory last.
    @SuppressWarnings("ReferenceEquality") // The same memory, not the like of it.
    public boolean isShowing(FrameMemory memory) {
        return outputs.stream()
                .anyMatch(output -> output.shown.filter(f -> f.memory() == memory).isPresent());
    }

    /// A frame's memory is gone; see [Surface#forget].
    public void forget(FrameMemory memory) {
        forEachSurface(surface -> surface.forget(memory));
    }

    public void forEachSurface(Consumer<Surface> action) {
        outputs.forEach(output -> action.accept(output.surface));
    }

    /// What each display made of what it was told.
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
