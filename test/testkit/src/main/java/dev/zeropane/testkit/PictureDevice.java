// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import dev.zeropane.control.Device;
import dev.zeropane.control.StatsJson;
import dev.zeropane.display.ExportedPages;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Screen;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.Runs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// A graphics card with one screen, on which a memfd is a picture: all that a device has to do
/// itself so that every display shows it, and the control socket counts it and hands it out. Device
/// thread, on which `thread` runs what [Device] asks.
public record PictureDevice(
        Executor thread, MemoryFile file, Frame frame, ExportedPages pages, Screen screen)
        implements Device {
    public record Memory(LinearMemory pixels, ExportedPages pages) implements FrameMemory {
        @Override
        public boolean read(Reader reader) {
            return pixels.read(reader);
        }

        @Override
        public Optional<DmaBuf> dmaBuf() {
            return pages.duplicate();
        }
    }

    /// Shows the picture to all displays, those that have it already included, and all of it as
    /// drawn anew.
    public void show() {
        Screen.Forms _ = screen.ask(frame, () -> pages.export(() -> Runs.of(file, 0, file.size())));
        screen.show(frame);
        screen.damage(frame, frame.bounds());
    }

    @Override
    public int scanouts() {
        return 1;
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        return CompletableFuture.runAsync(
                () -> {
                    CompletableFuture<Void> _ = screen.add("watch", surface);
                    show();
                },
                thread);
    }

    @Override
    public void detach(Surface surface) {
        thread.execute(() -> screen.remove(surface));
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return CompletableFuture.supplyAsync(this::numbers, thread);
    }

    private Map<String, Object> numbers() {
        ScreenStats.Picture shown = new ScreenStats.Picture(frame, pages.sharing());
        ScreenStats all = screen.stats(Optional.of(shown), new LinkedHashMap<>());
        return Map.of("device", "picture", "scanouts", StatsJson.screens(List.of(all)));
    }
}
