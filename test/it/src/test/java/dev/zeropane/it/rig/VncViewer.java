// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import com.shinyhut.vernacular.client.VernacularClient;
import com.shinyhut.vernacular.client.VernacularConfig;
import com.shinyhut.vernacular.client.rendering.ColorDepth;
import dev.zeropane.testkit.Picture;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A VNC viewer that nobody here wrote.
public final class VncViewer implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("vnc://127\\.0\\.0\\.1:(\\d+)");

    private final AtomicReference<Image> seen = new AtomicReference<>();
    private final VernacularClient client;

    public VncViewer(int port) {
        VernacularConfig config = new VernacularConfig();
        config.setColorDepth(ColorDepth.BPP_24_TRUE);
        config.setScreenUpdateListener(seen::set);
        client = new VernacularClient(config);
        client.start("127.0.0.1", port);
    }

    /// The port that a log names.
    public static int port(String log) {
        Matcher matcher = ADDRESS.matcher(log);
        if (!matcher.find()) {
            throw new AssertionError("no address in " + log);
        }
        return Integer.parseInt(matcher.group(1));
    }

    public VernacularClient client() {
        return client;
    }

    /// What it shows, if anything yet.
    public Optional<Picture> picture() {
        return Optional.ofNullable(seen.get()).map(VncViewer::picture);
    }

    private static Picture picture(Image image) {
        int width = image.getWidth(null);
        int height = image.getHeight(null);
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        copy.getGraphics().drawImage(image, 0, 0, null);
        return new Picture(width, height, copy.getRGB(0, 0, width, height, null, 0, width));
    }

    @Override
    public void close() {
        client.stop();
    }
}
