package dev.zeropane.vga;

import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A surface, and what it was told last. Device thread.
final class Output {
    private final String display;
    private final Surface surface;
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private Optional<Shown> shown = Optional.empty();
    private boolean takesDmaBuf;

    /// Whether it shows the guest's own pages, and reads nothing.
    private boolean imports;

    Output(String display, Surface surface) {
        this.display = display;
        this.surface = surface;
    }

    String display() {
        return display;
    }

    Surface surface() {
        return surface;
    }

    /// Completed when it was told something for the first time.
    CompletableFuture<Void> told() {
        return told;
    }

    boolean shows(Chunk chunk) {
        return shown.filter(s -> s.chunk() == chunk).isPresent();
    }

    /// Asks it in which form it takes a picture; see [#takesDmaBuf].
    void ask(Picture picture, long offset) {
        takesDmaBuf = surface.takesDmaBuf(picture.format(), picture.stride(), offset);
    }

    boolean takesDmaBuf() {
        return takesDmaBuf;
    }

    /// Shows a picture, unless it shows this very one in this way already.
    ///
    /// @param imports whether it is exported, and the surface takes that
    void show(Shown next, boolean imports) {
        Optional<Shown> wanted = Optional.of(next);
        if (!shown.equals(wanted) || this.imports != imports) {
            shown = wanted;
            this.imports = imports;
            surface.show(next.frame());
            tell();
        }
    }

    void off() {
        if (shown.isPresent() || !told.isDone()) {
            shown = Optional.empty();
            surface.off();
            tell();
        }
    }

    /// Damages what it shows, if that is this picture in this form.
    void damage(Shown damaged, boolean imports, Rect changed) {
        if (this.imports == imports && shown.equals(Optional.of(damaged))) {
            surface.damage(changed);
        }
    }

    /// It was told something, or will be told nothing.
    void tell() {
        told.complete(null);
    }
}
