// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;

/// A decoded picture: every pixel as 0xRRGGBB. Decoded by the JDK, which shares nothing with the
/// encoder under test.
public final class Picture {
    private static final int RGB = 0xFFFFFF;

    private final int width;
    private final int height;
    private final int[] pixels;

    /// @param pixels row by row
    public Picture(int width, int height, int[] pixels) {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels, not " + width * height);
        }
        this.width = width;
        this.height = height;
        this.pixels = Arrays.stream(pixels).map(p -> p & RGB).toArray();
    }

    /// Reads a picture from a file.
    public static Picture read(Path file) {
        try {
            BufferedImage image = ImageIO.read(file.toFile());
            if (image == null) {
                throw new AssertionError(file + " is not a picture");
            }
            int width = image.getWidth();
            int height = image.getHeight();
            return new Picture(
                    width,
                    height,
                    image.getRGB(0, 0, width, height, new int[width * height], 0, width));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// Reads a picture if the file exists yet.
    public static Optional<Picture> readIfThere(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /// Writes the picture as a PNG file.
    public void write(Path file) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// A pixel as 0xRRGGBB.
    public int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    /// A part of it.
    public Picture crop(int x, int y, int width, int height) {
        Objects.checkFromIndexSize(x, width, this.width);
        Objects.checkFromIndexSize(y, height, this.height);
        int[] part = new int[width * height];
        for (int row = 0; row < height; row++) {
            System.arraycopy(pixels, (y + row) * this.width + x, part, row * width, width);
        }
        return new Picture(width, height, part);
    }

    /// How many different colours there are.
    public long colours() {
        return Arrays.stream(pixels).distinct().count();
    }

    public boolean sameSize(Picture other) {
        return width == other.width && height == other.height;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Picture other && sameSize(other) && Arrays.equals(pixels, other.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return width + "x" + height + " with " + colours() + " colours";
    }
}
