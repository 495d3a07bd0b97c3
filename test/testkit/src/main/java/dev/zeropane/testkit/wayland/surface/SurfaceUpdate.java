// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.buffer.Buffer;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.server.Callback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a client changed of a surface, until a commit, or the parent's, applies it.
public final class SurfaceUpdate {
    /// Whether a buffer, or none, was attached.
    boolean attaches;

    public Optional<Buffer> buffer = Optional.empty();

    /// In the surface's coordinates.
    public final List<Rect> damage = new ArrayList<>();

    public final List<Rect> bufferDamage = new ArrayList<>();
    public final List<Callback> frames = new ArrayList<>();
    public Optional<Integer> scale = Optional.empty();
    Optional<Viewport.State> viewport = Optional.empty();

    public boolean attachesNone() {
        return attaches && buffer.isEmpty();
    }

    /// For the record of commits.
    ///
    /// @param nanoTime when it was received
    /// @param surface its id
    Commit commit(long nanoTime, int surface) {
        return new Commit(
                nanoTime,
                surface,
                buffer.map(Buffer::attached),
                attachesNone(),
                List.copyOf(damage),
                List.copyOf(bufferDamage),
                frames.size());
    }

    /// Adds a later update.
    void merge(SurfaceUpdate later) {
        if (later.attaches) {
            buffer.ifPresent(Buffer::unuse);
            attaches = true;
            buffer = later.buffer;
        }
        damage.addAll(later.damage);
        bufferDamage.addAll(later.bufferDamage);
        frames.addAll(later.frames);
        scale = later.scale.or(() -> scale);
        viewport = later.viewport.or(() -> viewport);
    }
}
