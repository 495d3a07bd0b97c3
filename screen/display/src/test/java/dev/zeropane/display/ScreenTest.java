// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private static final Rect PART = new Rect(1, 2, 3, 4);

    private final Screen screen = new Screen();
    private final Told importer = new Told(true);
    private final Told reader = new Told(false);
    private final FrameMemory memory = r -> false;
    private final Frame frame = frame();

    private Frame frame() {
        return new Frame(10, 10, PixelFormat.XRGB8888, 40, 0, memory);
    }

    private Screen.Forms ask(boolean exported) {
        return screen.ask(PixelFormat.XRGB8888, 40, 0, () -> exported);
    }

    @Test
    void ask_nobodyImports_exportsNothing() {
        CompletableFuture<Void> _ = screen.add("png", reader);
        Screen.Forms forms =
                screen.ask(
                        PixelFormat.XRGB8888,
                        40,
                        0,
                        () -> {
                            throw new AssertionError("exported for nobody");
                        });
        assertEquals(new Screen.Forms(false, true), forms);
    }

    @Test
    void show_eachInItsForm_once() {
        CompletableFuture<Void> imported = screen.add("wayland", importer);
        CompletableFuture<Void> read = screen.add("png", reader);
        assertEquals(new Screen.Forms(true, true), ask(true));
        screen.showToImporters(frame);
        screen.showToImporters(frame);
        assertTrue(imported.isDone());
        assertFalse(read.isDone());
        screen.show(frame);
        screen.damageForImporters(frame, PART);
        screen.damage(frame, PART);
        assertEquals(List.of("show", "damage", "damage"), importer.words);
        assertEquals(List.of("show", "damage"), reader.words);
        assertTrue(screen.isShowing(memory));
    }

    @Test
    void show_anEqualFrameMadeAnew_isTold() {
        CompletableFuture<Void> _ = screen.add("png", reader);
        screen.show(frame);
        screen.show(frame());
        screen.damage(frame, PART);
        assertEquals(List.of("show", "show"), reader.words);
    }

    @Test
    void ask_exportRefused_importersRead() {
        CompletableFuture<Void> _ = screen.add("wayland", importer);
        assertTrue(ask(true).imported());
        screen.showToImporters(frame);
        assertEquals(new Screen.Forms(false, true), ask(false));
        screen.showToImporters(frame);
        screen.showToReaders(frame);
        screen.damageForReaders(frame, PART);
        assertEquals(List.of("show", "show", "damage"), importer.words);
    }

    @Test
    void off_isToldOnce_alsoToWhoeverComesLater() {
        CompletableFuture<Void> _ = screen.add("png", reader);
        screen.show(frame);
        screen.off();
        CompletableFuture<Void> late = screen.add("watch", importer);
        screen.off();
        assertTrue(late.isDone());
        assertEquals(List.of("show", "off"), reader.words);
        assertEquals(List.of("off"), importer.words);
        assertFalse(screen.isShowing(memory));
    }

    @Test
    void add_whileThereIsAPointer_isToldItAndItsPlace_onceNoMoreThenNothing() {
        CompletableFuture<Void> _ = screen.add("png", reader);
        screen.cursor(Cursor.HIDDEN);
        screen.cursor(Cursor.HIDDEN);
        screen.moveCursor(3, 4);
        CompletableFuture<Void> told = screen.add("watch", importer);
        assertFalse(told.isDone());
        assertEquals(List.of("cursor " + Cursor.HIDDEN, "at 3,4"), reader.words);
        assertEquals(reader.words, importer.words);
        screen.remove(importer);
        screen.cursor(Cursor.NOT_SET);
        Told late = new Told(false);
        CompletableFuture<Void> _ = screen.add("watch", late);
        assertEquals(List.of(), late.words);
    }

    @Test
    void remove_isToldNothingMore_andNotClosed() {
        CompletableFuture<Void> told = screen.add("watch", reader);
        screen.remove(reader);
        assertTrue(told.isDone());
        screen.show(frame);
        screen.forget(memory);
        screen.close();
        assertEquals(List.of(), reader.words);
        assertTrue(screen.isEmpty());
    }

    @Test
    void close_closesSurfaces_displaysAreNamed() {
        CompletableFuture<Void> _ = screen.add("png", reader);
        screen.forget(memory);
        ScreenStats stats = screen.stats(Optional.empty(), new LinkedHashMap<>());
        assertEquals(
                List.of(new ScreenStats.OnDisplay("png", SurfaceStats.NONE)), stats.displays());
        screen.close();
        assertEquals(List.of("forget", "close"), reader.words);
    }

    private static final class Told implements Surface {
        final List<String> words = new ArrayList<>();
        private final boolean imports;

        Told(boolean imports) {
            this.imports = imports;
        }

        @Override
        public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
            return imports;
        }

        @Override
        public void show(Frame shown) {
            words.add("show");
        }

        @Override
        public void damage(Rect rect) {
            words.add("damage");
        }

        @Override
        public void cursor(Cursor cursor) {
            words.add("cursor " + cursor);
        }

        @Override
        public void moveCursor(int x, int y) {
            words.add("at " + x + "," + y);
        }

        @Override
        public void off() {
            words.add("off");
        }

        @Override
        public void forget(FrameMemory gone) {
            words.add("forget");
        }

        @Override
        public SurfaceStats stats() {
            return SurfaceStats.NONE;
        }

        @Override
        public void close() {
            words.add("close");
        }
    }
}
