// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Screen;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Where VGA devices show their picture, one after the other: a device ends with its VMM, windows
/// stay.
///
/// Surfaces that import get the guest's own pages: a picture is shown to them at once, and as all
/// of it may change at any time, all of it is said to, 60 times a second. Surfaces that read get
/// the mirror: a picture is shown to them once the mirror is like it, and then what changes is
/// found by [ChangeWatch].
///
/// Belongs to the device thread. It closes the surfaces of its displays; the displays belong to
/// whoever made them.
public final class VgaScreen implements AutoCloseable {
    private final Screen screen = new Screen();
    private final Tally tally = new Tally();
    private final Effort effort = new Effort();
    private final ChangeWatch watch;
    private Optional<Shown> shown = Optional.empty();
    private Optional<Mirroring> mirroring = Optional.empty();

    /// Whether the mirror has become like the picture, and follows it.
    private boolean mirrored;

    private Optional<Picture> last = Optional.empty();

    /// @param displays what shows the screen
    /// @param deviceThread runs what it is given on the device thread, in this order; until
    ///   [#close] has returned
    public VgaScreen(List<Display> displays, Executor deviceThread) {
        for (Display display : displays) {
            CompletableFuture<Void> _ = screen.add(display.name(), display.open(0));
        }
        this.watch = new ChangeWatch(deviceThread, new Changes());
    }

    /// Adds a surface, which is told what is shown, soon.
    ///
    /// @param display the name its numbers get in [#stats]
    /// @return completed on the device thread when the surface was told, or was taken away before
    public CompletableFuture<Void> attach(String display, Surface surface) {
        CompletableFuture<Void> told = screen.add(display, surface);
        shown.ifPresentOrElse(this::present, screen::off);
        return told;
    }

    /// Takes a surface away that was added; it is not closed.
    public void detach(Surface surface) {
        screen.remove(surface);
        shown.ifPresent(this::present);
    }

    void show(Shown next) {
        if (shown.isPresent() && last.filter(next.picture()::hasLayoutOf).isPresent()) {
            tally.flips++;
        } else {
            tally.modeChanges++;
        }
        last = Optional.of(next.picture());
        shown = Optional.of(next);
        present(next);
    }

    /// Has every surface show it in the form that suits it now; does nothing where that is so.
    private void present(Shown next) {
        Frame frame = next.frame();
        Screen.Forms forms =
                screen.ask(frame.format(), frame.stride(), frame.offset(), next.chunk()::export);
        screen.showToImporters(frame);
        watch.frames(forms.imported());
        mirror(forms.read() ? Optional.of(next) : Optional.empty());
        if (mirrored) {
            screen.showToReaders(frame);
        }
    }

    private void mirror(Optional<Shown> wanted) {
        if (!wanted.equals(mirroring.map(Mirroring::shown))) {
            mirrored = false;
            if (wanted.isEmpty()) {
                shown.ifPresent(s -> s.chunk().mirrored(false));
            }
            mirroring = wanted.map(s -> new Mirroring(s, effort));
            watch.mirror(mirroring);
        }
    }

    private final class Changes implements ChangeWatch.Listener {
        @Override
        public void mirrored(Mirroring done) {
            if (mirroring.equals(Optional.of(done))) {
                mirrored = true;
                done.shown().chunk().mirrored(true);
                present(done.shown());
            }
        }

        @Override
        public void changed(Mirroring found, Rect changed) {
            if (mirroring.equals(Optional.of(found))) {
                tally.changes++;
                screen.damageForReaders(found.shown().frame(), changed);
                present(found.shown());
            }
        }

        @Override
        public void frame() {
            shown.ifPresent(s -> {
                tally.frames++;
                screen.damageForImporters(s.frame(), s.frame().bounds());
                present(s);
            });
        }
    }

    /// The guest does something that shows nothing else, and may draw as well.
    void touched() {
        watch.touched();
    }

    void off() {
        mirror(Optional.empty());
        watch.frames(false);
        shown = Optional.empty();
        screen.off();
    }

    /// Whether somebody may be looking at it.
    boolean uses(Chunk chunk) {
        return shown.filter(s -> s.chunk() == chunk).isPresent() || screen.isShowing(chunk);
    }

    /// The memory of pictures is gone.
    void forget(List<Chunk> gone) {
        gone.forEach(screen::forget);
    }

    /// What was done so far, for all devices.
    public ScreenStats stats() {
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        counts.put("modeChanges", tally.modeChanges);
        counts.put("flips", tally.flips);
        counts.put("changes", tally.changes);
        counts.put("frames", tally.frames);
        counts.put("rowsCompared", effort.rows());
        counts.put("bytesCompared", effort.bytes());
        counts.put("bytesCopied", effort.bytesCopied());
        return new ScreenStats(
                shown.map(s ->
                        new ScreenStats.Picture(
                                s.picture().width(),
                                s.picture().height(),
                                s.picture().format(),
                                s.chunk().sharing())),
                counts,
                screen.displays());
    }

    /// May wait for a comparison to end. On the device thread, or after it.
    @Override
    public void close() {
        off();
        watch.close();
        screen.close();
    }
}
