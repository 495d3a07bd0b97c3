// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.buffer.Buffer;
import dev.zeropane.testkit.wayland.buffer.Image;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.Size;
import dev.zeropane.testkit.wayland.server.Callback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a surface shows: buffer, scale and viewport, as they were applied.
public final class SurfaceContent {
    private static final int INVALID_SIZE = 2;

    private final Surface surface;
    private final List<Callback> waiting = new ArrayList<>();
    private Optional<Buffer> shown = Optional.empty();
    private Optional<Image> image = Optional.empty();
    private int scale = 1;
    private Viewport.State viewport = Viewport.State.UNSET;

    SurfaceContent(Surface surface) {
        this.surface = surface;
    }

    public boolean isMapped() {
        return image.isPresent();
    }

    Optional<Image> image() {
        return image;
    }

    /// The buffer that is shown, even if it was given back.
    public Optional<Buffer> shown() {
        return shown;
    }

    /// The part of the buffer that is shown, in the buffer's pixels.
    Viewport.Source source() {
        return viewport.source()
                .map(part ->
                        new Viewport.Source(
                                part.x() * scale,
                                part.y() * scale,
                                part.width() * scale,
                                part.height() * scale))
                .orElseGet(() -> {
                    Image all = image.orElseThrow();
                    return new Viewport.Source(0, 0, all.width(), all.height());
                });
    }

    /// Size in the surface's coordinates.
    public int width() {
        return viewport.size().map(Size::width).orElseGet(() -> (int) source().width() / scale);
    }

    public int height() {
        return viewport.size().map(Size::height).orElseGet(() -> (int) source().height() / scale);
    }

    void apply(SurfaceUpdate update) {
        scale = update.scale.orElse(scale);
        viewport = update.viewport.orElse(viewport);
        if (update.attaches) {
            attach(update);
        }
        image.ifPresent(this::check);
        answer(update.frames);
    }

    private void attach(SurfaceUpdate update) {
        Optional<Buffer> previous = shown;
        Optional<Image> previousImage = image;
        shown = update.buffer;
        image = shown.map(buffer -> buffer.show(previousImage, damage(update, buffer)));
        previous.filter(Buffer::isDmabuf).ifPresent(Buffer::unuse);
        if (image.isEmpty() || image.get() != previousImage.orElse(null)) {
            previousImage.ifPresent(Image::close);
        }
        if (image.isEmpty() && surface.server().disorder().happens(2)) {
            surface.giveUpCallbacks();
        }
        // Its pixels were copied.
        shown.filter(buffer -> !buffer.isDmabuf()).ifPresent(Buffer::unuse);
    }

    /// In the buffer's pixels; all of them where scaling makes the client's rectangles inexact.
    private List<Rect> damage(SurfaceUpdate update, Buffer buffer) {
        if (!update.damage.isEmpty() && (scale != 1 || !viewport.equals(Viewport.State.UNSET))) {
            return List.of(new Rect(0, 0, buffer.width(), buffer.height()));
        }
        List<Rect> all = new ArrayList<>(update.damage);
        all.addAll(update.bufferDamage);
        return all;
    }

    private void check(Image now) {
        if (viewport.source().isPresent() || viewport.size().isPresent()) {
            surface.viewport().ifPresent(it -> it.check(viewport, now, scale));
        }
        if (now.width() % scale != 0 || now.height() % scale != 0) {
            throw surface.error(
                    INVALID_SIZE,
                    "%s: a buffer of %dx%d at scale %d"
                            .formatted(surface, now.width(), now.height(), scale));
        }
    }

    /// A surface that shows nothing has no frames.
    private void answer(List<Callback> frames) {
        waiting.addAll(frames);
        if (isMapped()) {
            surface.server().behaviour().frames(List.copyOf(waiting));
            waiting.clear();
        }
    }

    public void clear() {
        shown.filter(Buffer::isDmabuf).ifPresent(Buffer::unuse);
        shown = Optional.empty();
        image.ifPresent(Image::close);
        image = Optional.empty();
    }
}
