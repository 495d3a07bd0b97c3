// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.encoding.Encodings;
import dev.zeropane.display.web.encoding.JpegQuality;
import dev.zeropane.display.web.encoding.Tile;
import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.Rfb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sends one client what its [Viewer] says, on a thread of its own: it reads pixels, encodes them
/// and waits for the client to take them, a tile at a time. What it keeps for that is some 1.2 MB,
/// and 260 KiB for each zlib stream (three of the Tight encoding, one of ZRLE and Zlib each, made
/// when the client first uses them).
final class Sender {
    private final Viewer viewer;
    private final ScreenCounts counts;
    private final Output out;
    private final Tile tile = new Tile();

    Sender(Viewer viewer, ScreenCounts counts, Output out) {
        this.viewer = viewer;
        this.counts = counts;
        this.out = out;
    }

    /// Until the client is gone.
    void run() throws IOException, InterruptedException {
        try (Encodings encodings = new Encodings()) {
            for (Optional<Update> next = viewer.next(); next.isPresent(); next = viewer.next()) {
                send(next.get(), encodings);
            }
        }
    }

    private void send(Update update, Encodings encodings) throws IOException {
        for (Message message : update.before()) {
            message.send(out);
        }
        if (!update.isEmpty()) {
            boolean open = update.hasPixels() && update.abilities().has(Rfb.LAST_RECT);
            out.u8(Rfb.FRAMEBUFFER_UPDATE);
            out.u8(0);
            out.u16(open ? Rfb.UNTIL_LAST_RECT : update.count());
            for (Message rectangle : update.rectangles()) {
                rectangle.send(out);
            }
            if (pixels(update, open, encodings)) {
                counts.shown();
            } else {
                viewer.gone(update.frame().orElseThrow());
            }
            if (open) {
                out.rectangle(0, 0, 0, 0, Rfb.LAST_RECT);
            }
        }
        if (update.fenced()) {
            ServerMessages.fence(Rfb.FENCE_REQUEST | Rfb.FENCE_BLOCK_BEFORE, List.of()).send(out);
        }
        out.flush();
    }

    /// @param open whether fewer rectangles may be sent; otherwise the rest is black if the guest
    ///   takes the memory back
    /// @return whether it did not
    private boolean pixels(Update update, boolean open, Encodings encodings) throws IOException {
        Optional<Frame> frame = update.frame();
        boolean complete = true;
        List<Rect> rects = new ArrayList<>(update.pixels());
        rects.addAll(update.again());
        for (int r = 0; r < rects.size(); r++) {
            Rect rect = rects.get(r);
            Optional<JpegQuality> quality =
                    r < update.pixels().size() ? update.abilities().quality() : Optional.empty();
            for (int i = 0; i < Tile.count(rect) && (complete || !open); i++) {
                Rect part = Tile.part(rect, i);
                if (!tile.read(frame, part, update.layout())) {
                    frame = Optional.empty();
                    complete = false;
                    if (open) {
                        return false;
                    }
                }
                frame.ifPresent(f -> counts.copied(f.bytes(part.width()) * part.height()));
                boolean exact = encodings.send(update.abilities().encoding(), quality, tile, out);
                if (update.abilities().quality().isPresent()) {
                    viewer.sent(part, exact);
                }
            }
        }
        return complete;
    }
}
