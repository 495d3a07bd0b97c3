package dev.zeropane.it.drm;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.it.DmaBufWindow;
import dev.zeropane.it.Weston;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Wayland compositor that draws by OpenGL shows the very pages a dma-buf was made of.
@Tag("kernel")
final class CompositorImportTest {
    private static final Duration TO_SHOW = Duration.ofMinutes(2);

    @TempDir Path directory;

    @Test
    void window_ofScatteredPages_showsThemAndWhatIsDrawnInPlace() {
        Picture picture = ScatteredPicture.everyPixelDifferent();
        try (Weston weston =
                        Weston.start(directory, ScatteredPicture.WIDTH, ScatteredPicture.HEIGHT);
                ScatteredPicture pages = ScatteredPicture.create();
                DmaBuf buffer = export(pages.runs());
                DmaBufWindow window = new DmaBufWindow(weston)) {
            ScatteredPicture.draw(picture, buffer);
            window.show(buffer.fd(), ScatteredPicture.WIDTH, ScatteredPicture.HEIGHT);
            awaitPicture(picture, weston);
            pages.drawSquareInFile();
            window.damage(ScatteredPicture.WIDTH, ScatteredPicture.HEIGHT);
            awaitPicture(ScatteredPicture.withSquare(picture), weston);
        }
    }

    private static DmaBuf export(Runs runs) {
        try (Udmabuf device = Udmabuf.open()) {
            return device.create(runs, new PinBudget(runs.size()));
        }
    }

    private static void awaitPicture(Picture right, Weston weston) {
        Await.untilTrue(
                () -> new PictureDifference(weston.screenshot(), right).toString(),
                TO_SHOW,
                () -> weston.screenshot().equals(right));
    }
}
