// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is seen is what the guest drew, pixel by pixel.
@Timeout(60)
final class PictureTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;

    @ParameterizedTest
    @EnumSource(PixelFormat.class)
    void everyFormat_copiedAndImported(PixelFormat format) {
        try (DisplayRig rig = new DisplayRig()) {
            int stride = WIDTH * TestMemory.bytes(format);
            TestMemory memory = rig.own(TestMemory.toRead((long) stride * HEIGHT));
            Frame frame = new Frame(WIDTH, HEIGHT, format, stride, 0, memory);
            memory.paint(frame, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            // The device exports what is taken, and else keeps it readable.
            if (rig.surface.takesDmaBuf(format, stride, 0)) {
                TestMemory shared = rig.own(TestMemory.toImport((long) stride * HEIGHT));
                Frame imported = new Frame(WIDTH, HEIGHT, format, stride, 0, shared);
                shared.paint(imported, 2);
                rig.show(imported);
                rig.awaitPicture(imported, 2);
                assertEquals(1, rig.compositor.counts().dmabufBuffers());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 252, 300})
    void strideThatNobodyImports_isCopied(int padding) {
        try (DisplayRig rig = new DisplayRig()) {
            int stride = WIDTH * 4 + padding;
            // The last row is not padded.
            TestMemory memory =
                    rig.own(TestMemory.toRead((long) stride * (HEIGHT - 1) + WIDTH * 4));
            Frame frame = new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, stride, 0, memory);
            memory.paint(frame, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            assertEquals(0, rig.compositor.counts().dmabufBuffers());
        }
    }

    /// A screen may be any part of a buffer: of one whose rows are 4096 bytes.
    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "0, 0, false",
        "0, 7, true",
        "0, 7, false",
        "64, 3, true",
        "64, 3, false",
        "700, 311, true",
        "700, 311, false",
        "704, 312, true",
        "704, 312, false",
    })
    void partOfABuffer(int x, int y, boolean viewporter) {
        CompositorOptions options = new CompositorOptions();
        try (DisplayRig rig =
                new DisplayRig(viewporter ? options : options.without("wp_viewporter"))) {
            int stride = 4096;
            for (boolean dmaBuf : List.of(true, false)) {
                long size = 512L * stride;
                TestMemory memory =
                        rig.own(dmaBuf ? TestMemory.toImport(size) : TestMemory.toRead(size));
                Frame frame =
                        new Frame(
                                WIDTH,
                                HEIGHT,
                                PixelFormat.XRGB8888,
                                stride,
                                (long) y * stride + 4L * x,
                                memory);
                memory.paint(frame, dmaBuf ? 1 : 2);
                rig.show(frame);
                rig.awaitPicture(frame, dmaBuf ? 1 : 2);
            }
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
        }
    }

    @Test
    void panning_showsAnotherPartOfTheSameBuffer() {
        try (DisplayRig rig = new DisplayRig()) {
            int stride = 2048;
            TestMemory memory = rig.own(TestMemory.toImport(300L * stride));
            for (int y = 1; y < 100; y += 7) {
                Frame frame =
                        new Frame(
                                WIDTH,
                                HEIGHT,
                                PixelFormat.XRGB8888,
                                stride,
                                (long) y * stride + 4L * y,
                                memory);
                memory.paint(frame, y);
                rig.show(frame);
                rig.awaitPicture(frame, y);
            }
        }
    }

    /// Rows may begin in the middle of what an importer would take for rows.
    @Test
    void partThatRunsOverTheRowsEnd_isNoReasonToLoseTheConnection() {
        try (DisplayRig rig = new DisplayRig()) {
            int stride = WIDTH * 4;
            TestMemory memory = rig.own(TestMemory.toImport((long) stride * (HEIGHT + 2)));
            Frame frame =
                    new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, stride, stride - 64, memory);
            memory.paint(frame, 3);
            rig.show(frame);
            rig.awaitPicture(frame, 3);
        }
    }

    @Test
    void memoryThatIsTooSmall_isNotShown_andNoReasonToLoseTheConnection() {
        try (DisplayRig rig = new DisplayRig()) {
            int stride = WIDTH * 4;
            for (boolean dmaBuf : List.of(true, false)) {
                TestMemory memory =
                        rig.own(dmaBuf ? TestMemory.toImport(4096) : TestMemory.toRead(4096));
                rig.show(new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, stride, 0, memory));
                rig.settle();
            }
            assertEquals(0, rig.surface.stats().shown());
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void sizeChanges_windowFollows(boolean dmaBufs, boolean viewporter) {
        CompositorOptions options = new CompositorOptions();
        try (DisplayRig rig =
                new DisplayRig(viewporter ? options : options.without("wp_viewporter"))) {
            int seed = 0;
            for (int[] size : new int[][] {{320, 200}, {640, 400}, {384, 256}}) {
                Frame frame = rig.frame(dmaBufs, size[0], size[1]);
                rig.paint(frame, ++seed);
                rig.show(frame);
                rig.awaitPicture(frame, seed);
            }
            rig.settle();
            // Of earlier sizes nothing is kept but what the guest may flip back to.
            int backdrop = 1;
            assertEquals(backdrop + (dmaBufs ? 3 : 1), rig.compositor.counts().liveBuffers());
        }
    }

    @ParameterizedTest
    @CsvSource({"180, true", "180, false", "240, true", "240, false", "150, true"})
    void scaledOutput_guestsPixelsAreTheScreens(int scale120, boolean fractional) {
        CompositorOptions options = new CompositorOptions().scale120(scale120);
        if (!fractional) {
            options.without("wp_fractional_scale_manager_v1");
        }
        try (DisplayRig rig = new DisplayRig(options)) {
            Frame frame = rig.frame(false, WIDTH * scale120 / 120, HEIGHT * scale120 / 120);
            rig.show(frame);
            if (fractional || scale120 == 240) {
                rig.awaitPicture(frame, 0);
            } else {
                // As many pixels as a scale of 2 has, which the compositor then makes fewer.
                rig.await(
                        "its size",
                        () -> rig.window().geometry().equals(new Rect(0, 0, WIDTH, HEIGHT)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void scaleByTheOutput_ofOldCompositors(int surfaceVersion) {
        try (DisplayRig rig =
                new DisplayRig(
                        new CompositorOptions()
                                .version("wl_compositor", surfaceVersion)
                                .without("wp_fractional_scale_manager_v1")
                                .scale120(240))) {
            Frame frame = rig.frame(false, 640, 400);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    @Test
    void scaleChanges_windowFollows() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, 960, 600);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            for (int scale : new int[] {180, 240, 120}) {
                rig.compositor.scale120(scale);
                rig.awaitPicture(frame, 0);
            }
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
        }
    }

    /// Whatever it says: 120 is 1, and more than 16 is none.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scaleThatIsNone_isNoMatter(boolean serverSide) {
        CompositorOptions options = new CompositorOptions();
        try (DisplayRig rig =
                new DisplayRig(serverSide ? options : options.clientSideDecoration())) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            for (int scale : new int[] {1, 7, 119, 121, 1920, 1921, Integer.MAX_VALUE, -1, 0}) {
                rig.compositor.scale120(scale);
                rig.settle();
                assertTrue(window.isMapped(), "scale " + scale);
            }
            rig.compositor.scale120(120);
            rig.await(
                    "the picture as it was",
                    () ->
                            window.picture(windowOf(window, serverSide))
                                    .equals(TestMemory.picture(frame, 0)));
        }
    }

    private static Rect windowOf(Window window, boolean serverSide) {
        Rect all = window.geometry();
        return serverSide ? all : new Rect(4, 28, all.width() - 8, all.height() - 32);
    }

    @Test
    void largerWindow_pictureIsInTheMiddleOfBlack() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            window.configure(501, 401, XdgToplevel.STATE_MAXIMIZED);
            rig.awaitPicture(onBlack(501, 401, TestMemory.picture(frame, 0), 90, 100));
        }
    }

    @Test
    void fit_pictureIsAsLargeAsThereIsRoom() {
        try (DisplayRig rig =
                new DisplayRig(new CompositorOptions(), WaylandOptions.Scale.FIT, true)) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            window.configure(960, 400, XdgToplevel.STATE_MAXIMIZED);
            rig.awaitPicture(onBlack(960, 400, doubled(TestMemory.picture(frame, 0)), 160, 0));
            window.configure(640, 500, XdgToplevel.STATE_MAXIMIZED);
            rig.awaitPicture(onBlack(640, 500, doubled(TestMemory.picture(frame, 0)), 0, 50));
        }
    }

    @ParameterizedTest
    @EnumSource(WaylandOptions.Scale.class)
    void withoutViewporter_nothingIsScaled(WaylandOptions.Scale scale) {
        try (DisplayRig rig =
                new DisplayRig(new CompositorOptions().without("wp_viewporter"), scale, true)) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            window.configure(500, 400, XdgToplevel.STATE_MAXIMIZED);
            rig.awaitPicture(onBlack(500, 400, TestMemory.picture(frame, 0), 90, 100));
            // Too small: the rest is cut off, as the window must be of this size.
            window.configure(200, 100, XdgToplevel.STATE_MAXIMIZED);
            rig.awaitPicture(TestMemory.picture(frame, 0).crop(0, 0, 200, 100));
        }
    }

    @Test
    void smallerThanAnyWindow_isInTheMiddle() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, 64, 1);
            rig.show(frame);
            rig.awaitPicture(onBlack(WIDTH, HEIGHT, TestMemory.picture(frame, 0), 128, 99));
        }
    }

    private static Picture onBlack(int width, int height, Picture picture, int x, int y) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int column = i % picture.width();
            int row = i / picture.width();
            pixels[(y + row) * width + x + column] = picture.pixel(column, row);
        }
        return new Picture(width, height, pixels);
    }

    private static Picture doubled(Picture picture) {
        int width = 2 * picture.width();
        int[] pixels = new int[width * 2 * picture.height()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture.pixel(i % width / 2, i / width / 2);
        }
        return new Picture(width, 2 * picture.height(), pixels);
    }
}
