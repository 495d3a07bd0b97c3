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

/// The screen of VGA devices, one after the other: a device ends with its VMM, but its windows
/// stay.
///
/// Surfaces that import get the guest's own pages: they are shown a picture at once, and then full
/// damage 60 times a second, because all of it may change at any time. Surfaces that read get the
/// mirror: they are shown a picture once its mirror is complete, and then the damage that
/// [ChangeWatch] finds.
///
/// Device thread only. It closes its surfaces, but not the displays.
public final class VgaScreen implements AutoCloseable {
    private final Screen screen;
    private final Tally tally = new Tally();
    private final ComparisonCounters counters = new ComparisonCounters();
    private final ChangeWatch watch;
    private Optional<ShownPicture> shown = Optional.empty();
    private Optional<MirrorUpdater> updater = Optional.empty();

    /// Whether the mirror is complete, and kept up to date.
    private boolean mirrored;

    private Optional<Picture> last = Optional.empty();

    /// @param displays show the screen
    /// @param deviceThread runs tasks on the device thread, in their order, until [#close] has
    ///   returned
    public VgaScreen(List<Display> displays, Executor deviceThread) {
        this.screen = new Screen(displays, 0);
        this.watch = new ChangeWatch(deviceThread, new WatchListener());
    }

    /// Adds a surface. The current picture is shown on it soon.
    ///
    /// @param display name of the surface's display in [#stats]
    /// @return completed on the device thread when the surface has a picture, or was removed
    public CompletableFuture<Void> attach(String display, Surface surface) {
        CompletableFuture<Void> shownOnce = screen.add(display, surface);
        shown.ifPresentOrElse(this::present, screen::off);
        return shownOnce;
    }

    /// Removes a surface without closing it.
    public void detach(Surface surface) {
        screen.remove(surface);
        shown.ifPresent(this::present);
    }

    void show(ShownPicture next) {
        if (shown.isPresent() && last.filter(next.picture()::hasSameLayoutAs).isPresent()) {
            tally.flips++;
        } else {
            tally.modeChanges++;
        }
        last = Optional.of(next.picture());
        shown = Optional.of(next);
        present(next);
    }

    /// Shows the picture on every surface that does not have it, in the form that suits the surface
    /// now.
    private void present(ShownPicture next) {
        Frame frame = next.frame();
        Screen.Forms forms = screen.ask(frame, next.memory()::export);
        screen.showToImporters(frame);
        watch.wantFrames(forms.imported());
        mirror(forms.read() ? Optional.of(next) : Optional.empty());
        if (mirrored) {
            screen.showToReaders(frame);
        }
    }

    private void mirror(Optional<ShownPicture> wanted) {
        if (!wanted.equals(updater.map(MirrorUpdater::shown))) {
            mirrored = false;
            if (wanted.isEmpty()) {
                shown.ifPresent(s -> s.memory().setMirrored(false));
            }
            updater = wanted.map(s -> new MirrorUpdater(s, counters));
            watch.mirror(updater);
        }
    }

    private final class WatchListener implements ChangeWatch.Listener {
        @Override
        public void mirrored(MirrorUpdater done) {
            if (updater.equals(Optional.of(done))) {
                mirrored = true;
                done.shown().memory().setMirrored(true);
                present(done.shown());
            }
        }

        @Override
        public void changed(MirrorUpdater found, Rect changed) {
            if (updater.equals(Optional.of(found))) {
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

    /// The guest has accessed the device without changing the picture, so it may be drawing.
    void noteGuestActivity() {
        watch.noteGuestActivity();
    }

    void off() {
        mirror(Optional.empty());
        watch.wantFrames(false);
        shown = Optional.empty();
        screen.off();
    }

    /// Whether a surface may be showing it.
    boolean uses(PictureMemory memory) {
        return shown.filter(s -> s.memory() == memory).isPresent() || screen.isShowing(memory);
    }

    /// The memory of pictures is gone.
    void forget(List<PictureMemory> gone) {
        gone.forEach(screen::forget);
    }

    /// The counters of all devices so far.
    public ScreenStats stats() {
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        counts.put("modeChanges", tally.modeChanges);
        counts.put("flips", tally.flips);
        counts.put("changes", tally.changes);
        counts.put("frames", tally.frames);
        counts.put("rowsCompared", counters.rows());
        counts.put("bytesCompared", counters.bytes());
        counts.put("bytesCopied", counters.bytesCopied());
        return screen.stats(
                shown.map(s -> new ScreenStats.Picture(s.frame(), s.memory().sharing())), counts);
    }

    /// May wait for a comparison to end. On the device thread, or after that thread has ended.
    @Override
    public void close() {
        off();
        watch.close();
        screen.close();
    }
}
