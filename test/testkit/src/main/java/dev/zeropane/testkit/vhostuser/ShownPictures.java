// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.Fd;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the scanouts of a [VmmScreen] show: pictures of its own, whose pixels come in messages, or
/// parts of dma-bufs. Owned by one thread.
final class ShownPictures implements AutoCloseable {
    private static final int LARGEST_SIDE = 16384;

    private final Function<String, FrontendException> wrong;
    private final Map<Integer, ScreenPicture> pictures = new HashMap<>();
    private final Map<Integer, SharedPicture> shared = new HashMap<>();

    /// @param wrong makes the exception of the message being received, of what is wrong with it
    ShownPictures(Function<String, FrontendException> wrong) {
        this.wrong = wrong;
    }

    Optional<ScreenPicture> find(int scanout) {
        return Optional.ofNullable(pictures.get(scanout));
    }

    /// The dma-buf a scanout shows a part of, if it does.
    Optional<Fd> dmaBuf(int scanout) {
        return Optional.ofNullable(shared.get(scanout)).map(SharedPicture::fd);
    }

    /// Shows a picture whose pixels are still to come; nothing if it has no size.
    void own(int scanout, int width, int height) {
        if (shared.containsKey(scanout)) {
            throw wrong.apply("leaves QEMU with the dma-buf of scanout " + scanout);
        }
        if (width == 0 && height == 0) {
            pictures.remove(scanout);
        } else if (width <= 0 || height <= 0 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw wrong.apply(
                    "is of "
                            + Integer.toUnsignedString(width)
                            + "x"
                            + Integer.toUnsignedString(height));
        } else {
            pictures.put(scanout, new ScreenPicture(width, height));
        }
    }

    /// The picture that pixels of `rect` belong to.
    ScreenPicture own(int scanout, Rect rect) {
        if (shared.containsKey(scanout)) {
            throw wrong.apply("of scanout " + scanout + ", which shows a dma-buf");
        }
        if (!pictures.containsKey(scanout)) {
            throw wrong.apply(
                    "of scanout " + scanout + " comes before any SCANOUT, which kills QEMU");
        }
        return containing(scanout, rect);
    }

    /// Shows a part of a dma-buf, which is this object's from now on.
    void share(int scanout, SharedPicture next) {
        forget(scanout);
        shared.put(scanout, next);
        pictures.put(scanout, next.picture());
    }

    void endSharing(int scanout) {
        if (!shared.containsKey(scanout)) {
            throw wrong.apply("ends what scanout " + scanout + " does not show");
        }
        forget(scanout);
    }

    private void forget(int scanout) {
        pictures.remove(scanout);
        SharedPicture before = shared.remove(scanout);
        if (before != null) {
            before.close();
        }
    }

    void requireShared(int scanout, Rect rect) {
        if (!shared.containsKey(scanout)) {
            throw wrong.apply("of scanout " + scanout + ", which shows no dma-buf");
        }
        ScreenPicture _ = containing(scanout, rect);
    }

    private ScreenPicture containing(int scanout, Rect rect) {
        ScreenPicture picture = pictures.get(scanout);
        if (!picture.contains(rect)) {
            throw wrong.apply(rect + " is not within " + picture.width() + "x" + picture.height());
        }
        return picture;
    }

    /// Lets go of all dma-bufs.
    @Override
    public void close() {
        shared.values().forEach(SharedPicture::close);
        pictures.keySet().removeAll(shared.keySet());
        shared.clear();
    }
}
