// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Surface;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps `screen-0.png`, `screen-1.png` and so on in a directory up to date.
///
/// A file is replaced as a whole, at most four times a second, and only after changes. It keeps the
/// last picture when its screen is turned off or the display is closed. It does not contain the
/// pointer.
public final class PngDisplay implements Display {
    private final Path directory;
    private final PngWorker worker;

    /// @param directory created if missing
    /// @throws PngException if no files can be made there
    public PngDisplay(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".screen", ".tmp"));
        } catch (IOException e) {
            throw new PngException("cannot write pictures into " + directory, e);
        }
        this.worker = new PngWorker(name());
        worker.start();
    }

    /// Writes one frame as it is now. A regular file appears whole or not at all. A new file is
    /// private to its owner; an existing file keeps its permissions. Links are followed, and
    /// devices and pipes are written to.
    ///
    /// @throws PngException if the file cannot be written or the guest took the frame's memory back
    public static void write(Frame frame, Path file) {
        PictureFile.sweep(file);
        write(frame, file.toString(), picture -> PictureFile.write(file, picture::write));
    }

    /// Writes one frame as it is now into a stream, which stays open.
    ///
    /// @throws PngException if the stream cannot be written to or the guest took the frame's memory
    ///   back
    public static void write(Frame frame, OutputStream out) {
        write(frame, "a picture", picture -> picture.write(out));
    }

    private interface Writer {
        void write(Picture picture) throws IOException;
    }

    private static void write(Frame frame, String what, Writer writer) {
        try (Picture picture = new Picture(Picture.HALF_OF_HEAP)) {
            if (!picture.update(frame, frame.bounds())) {
                throw new PngException(
                        "cannot write " + what + ": the guest took the frame's memory back");
            }
            writer.write(picture);
        } catch (IOException e) {
            throw new PngException("cannot write " + what, e);
        }
    }

    @Override
    public Surface open(int scanout) {
        Path file = directory.resolve("screen-" + scanout + ".png");
        PictureFile.sweep(file);
        PngSurface surface = new PngSurface(worker, file);
        worker.add(surface);
        return surface;
    }

    @Override
    public String name() {
        return "png:" + directory;
    }

    /// Writes the last changes, waits for that, and ends.
    @Override
    public void close() {
        worker.close();
    }
}
