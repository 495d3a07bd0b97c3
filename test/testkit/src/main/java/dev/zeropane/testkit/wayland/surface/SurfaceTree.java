// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.buffer.Image;
import dev.zeropane.testkit.wayland.journal.Rect;
import java.util.ArrayList;
import java.util.List;

/// A surface with its subsurfaces, as they are shown.
public final class SurfaceTree {
    private final List<Placed> surfaces = new ArrayList<>();

    /// A surface that shows something, and its place on the root.
    public record Placed(Surface surface, int x, int y) {
        public Rect bounds() {
            SurfaceContent content = surface.content();
            return new Rect(x, y, content.width(), content.height());
        }
    }

    public SurfaceTree(Surface root) {
        add(root, 0, 0);
    }

    private void add(Surface surface, int x, int y) {
        // Without its own content a surface hides its subsurfaces.
        if (!surface.content().isMapped()) {
            return;
        }
        for (Surface one : surface.children().order()) {
            if (one == surface) {
                surfaces.add(new Placed(surface, x, y));
            } else {
                Subsurface place = surface.children().of(one);
                add(one, x + place.x(), y + place.y());
            }
        }
    }

    /// The lowest first.
    public List<Placed> surfaces() {
        return surfaces;
    }

    /// Where it shows anything, in the root's coordinates.
    public Rect bounds() {
        return surfaces.stream()
                .map(Placed::bounds)
                .reduce(Rect::union)
                .orElse(new Rect(0, 0, 0, 0));
    }

    /// A part of it, in pixels of the output: black where nothing is, nearest pixels where
    /// something is scaled.
    ///
    /// @param area in the root's coordinates
    /// @param scale pixels of the output for each of the root's
    public Picture picture(Rect area, double scale) {
        int width = (int) Math.round(area.width() * scale);
        int height = (int) Math.round(area.height() * scale);
        int[] pixels = new int[width * height];
        for (Placed placed : surfaces) {
            paint(placed, area, scale, pixels, width);
        }
        return new Picture(width, height, pixels);
    }

    private static void paint(Placed placed, Rect area, double scale, int[] pixels, int width) {
        SurfaceContent content = placed.surface().content();
        Image image = content.image().orElseThrow();
        Viewport.Source source = content.source();
        double stepX = source.width() / content.width();
        double stepY = source.height() / content.height();
        for (int i = 0; i < pixels.length; i++) {
            int column = i % width;
            int row = i / width;
            double x = (column + 0.5) / scale + area.x() - placed.x();
            double y = (row + 0.5) / scale + area.y() - placed.y();
            if (x >= 0 && y >= 0 && x < content.width() && y < content.height()) {
                int pixel =
                        image.argb(
                                (int) Math.min(source.x() + x * stepX, image.width() - 1),
                                (int) Math.min(source.y() + y * stepY, image.height() - 1));
                pixels[i] = over(pixel, pixels[i]);
            }
        }
    }

    /// `pixel` has its colours multiplied with alpha.
    private static int over(int pixel, int below) {
        int through = 255 - (pixel >>> 24);
        if (through == 0) {
            return pixel;
        }
        int result = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int shown = (pixel >> shift & 0xff) + ((below >> shift & 0xff) * through + 127) / 255;
            result |= Math.min(shown, 0xff) << shift;
        }
        return result;
    }
}
