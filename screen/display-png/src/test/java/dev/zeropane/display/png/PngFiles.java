// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Reads the files back with the JDK's own PNG reader, which shares nothing with our writer.
final class PngFiles {
    private PngFiles() {}

    static BufferedImage read(Path file) throws IOException {
        ImageIO.setUseCache(false);
        byte[] bytes = Files.readAllBytes(file);
        return Optional.ofNullable(ImageIO.read(new ByteArrayInputStream(bytes))).orElseThrow();
    }

    static int pixel(Path file, int x, int y) throws IOException {
        return read(file).getRGB(x, y) & 0xffffff;
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "timed out: " + what);
            Thread.sleep(5);
        }
    }
}
