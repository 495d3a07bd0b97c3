// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Weston without a screen. It takes dma-bufs, makes a window as large as its screen and puts
/// nothing around it, so its picture is the window's content. It has no input.
public final class Weston extends Compositor {
    private static final String SOCKET = "wayland";

    private Weston(Path directory, List<String> command) {
        super(directory, SOCKET, Map.of(), command);
    }

    /// Starts one with a screen of this size and waits until clients can connect.
    public static Weston start(Path parent, int width, int height) {
        return new Weston(newDirectory(parent), command("headless", SOCKET, width, height));
    }

    /// As [#start], and waits until it has drawn. In a virtual machine it loads its renderer for
    /// longer than a device waits for its compositor.
    public static Weston startAndDraw(Path parent, int width, int height) {
        Weston weston = start(parent, width, height);
        try {
            weston.screenshot();
            return weston;
        } catch (RuntimeException | Error e) {
            weston.close();
            throw e;
        }
    }

    /// How Weston is started, whatever its screen is.
    static List<String> command(String backend, String socket, int width, int height) {
        return List.of(
                Toolbox.program("weston").toString(),
                "--no-config",
                "--backend=" + backend,
                "--renderer=gl",
                "--shell=kiosk",
                "--width=" + width,
                "--height=" + height,
                "--socket=" + socket,
                "--idle-time=0",
                "--debug"); // without it nobody may take pictures
    }

    @Override
    public Picture screenshot() {
        try {
            // The file's name has the time in it, to the second.
            Path pictures = Files.createTempDirectory(directory(), "pictures-");
            runTool(Map.of("XDG_PICTURES_DIR", pictures.toString()), "weston-screenshooter");
            List<Path> files = new ArrayList<>();
            try (Stream<Path> all = Files.list(pictures)) {
                all.forEach(files::add);
            }
            Picture picture = Picture.read(files.getFirst());
            Files.delete(files.getFirst());
            Files.delete(pictures);
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
