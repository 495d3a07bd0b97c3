package dev.zeropane.it.drm;

import dev.zeropane.testkit.KernelVersion;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the cards of a kernel can do with dma-bufs.
///
/// @param bochsImports whether the card bochs takes buffers that are not its own
/// @param hugePagesRight whether cards read parts of huge pages right, which cirrus and bochs do
///   through a mapping of the kernel's own (vmap)
record Cards(boolean bochsImports, boolean hugePagesRight) {
    private static final NavigableMap<KernelVersion, Cards> SINCE =
            new TreeMap<>(
                    Map.of(
                            new KernelVersion(6, 12), new Cards(false, false),
                            new KernelVersion(6, 16), new Cards(true, true),
                            new KernelVersion(7, 3), new Cards(true, true)));

    /// Those of the kernel this runs on.
    static Cards expected() {
        return KernelVersion.running().expected(SINCE);
    }

    /// The drivers of those that take dma-bufs.
    static Stream<String> importers() {
        Stream<String> always = Stream.of("vgem", "cirrus");
        return expected().bochsImports ? Stream.concat(always, Stream.of("bochs")) : always;
    }
}
