// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.linux.jpeg.JpegCompressor;
import dev.zeropane.linux.jpeg.JpegCompressor.Colours;
import java.util.List;
import java.util.Optional;

/// How good JPEG pictures are that a client asks for.
///
/// @param percent as JPEG libraries count it
/// @param colours how much of them is kept
public record JpegQuality(int percent, Colours colours) {
    /// What clients call the lowest level; the highest is 9.
    private static final int LOWEST = -32;

    /// What TigerVNC makes of the levels.
    private static final List<JpegQuality> LEVELS =
            List.of(
                    new JpegQuality(15, Colours.QUARTER),
                    new JpegQuality(29, Colours.QUARTER),
                    new JpegQuality(41, Colours.QUARTER),
                    new JpegQuality(42, Colours.HALF),
                    new JpegQuality(62, Colours.HALF),
                    new JpegQuality(77, Colours.HALF),
                    new JpegQuality(79, Colours.ALL),
                    new JpegQuality(86, Colours.ALL),
                    new JpegQuality(92, Colours.ALL),
                    new JpegQuality(100, Colours.ALL));

    /// The first level that a client names among its encodings, if pictures can be made here.
    public static Optional<JpegQuality> asked(List<Integer> encodings) {
        return encodings.stream()
                .map(number -> number - LOWEST)
                .filter(level -> level >= 0 && level < LEVELS.size())
                .findFirst()
                .filter(_ -> JpegCompressor.isAvailable())
                .map(LEVELS::get);
    }
}
