// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import dev.zeropane.linux.ByKernel;
import java.util.stream.Stream;

/// What the cards of a kernel can do with dma-bufs.
///
/// @param bochsImports whether the card bochs takes buffers that are not its own
/// @param hugePagesRight whether cards read parts of huge pages right, which cirrus and bochs do
///   through a mapping of the kernel's own (vmap)
record Cards(boolean bochsImports, boolean hugePagesRight) {
    private static final ByKernel<Cards> CARDS =
            ByKernel.always(new Cards(false, false)).from(6, 16, new Cards(true, true));

    /// Those of the kernel this runs on.
    static Cards expected() {
        return CARDS.expected();
    }

    /// The drivers of those that take dma-bufs.
    static Stream<String> importers() {
        Stream<String> always = Stream.of("vgem", "cirrus");
        return expected().bochsImports ? Stream.concat(always, Stream.of("bochs")) : always;
    }
}
