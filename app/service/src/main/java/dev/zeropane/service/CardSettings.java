// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.linux.Budget;
import java.util.List;
import java.util.function.Function;

/// The settings of every graphics card.
///
/// @param displays show the screens; closed with the service
/// @param maxPinned limit of memory pinned by dma-bufs, in bytes
/// @param exporter makes the exporter of dma-bufs, for a budget; it is closed with the service
public record CardSettings(
        List<Display> displays, long maxPinned, Function<Budget, Exporter> exporter) {
    /// Default of `maxPinned`: 512 MiB, four frames of 7680x4320.
    public static final long DEFAULT_MAX_PINNED = 512L << 20;

    private static final CardSettings DEFAULTS =
            new CardSettings(List.of(), DEFAULT_MAX_PINNED, UdmabufExporter::new);

    public CardSettings {
        displays = List.copyOf(displays);
    }

    CardSettings withDisplays(List<Display> all) {
        return new CardSettings(all, maxPinned, exporter);
    }

    /// Has a method for each component of [CardSettings].
    ///
    /// @param <B> the builder for one kind of card
    public abstract static sealed class Builder<B extends Builder<B>>
            permits GpuSettings.Builder, VgaSettings.Builder {
        private CardSettings card = DEFAULTS;

        Builder() {}

        /// This builder, by its own type.
        abstract B self();

        final CardSettings card() {
            return card;
        }

        final B card(CardSettings same) {
            card = same;
            return self();
        }

        public final B displays(List<Display> all) {
            return card(card.withDisplays(all));
        }

        public final B maxPinned(long bytes) {
            return card(new CardSettings(card.displays, bytes, card.exporter));
        }

        public final B exporter(Function<Budget, Exporter> maker) {
            return card(new CardSettings(card.displays, card.maxPinned, maker));
        }
    }
}
