// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Amounts of memory as QEMU reads them after `-m`: `4096` are MiB, `4G`, `1.5G`, `0x1000`.
final class MemorySize {
    /// QEMU's default for all PCs.
    static final long DEFAULT = 128L << 20;

    private static final String UNITS = "BKMGTPE";
    private static final int MEGABYTES = 20;

    /// QEMU rounds the size of a machine's memory up to a multiple of it.
    private static final long GRAIN = 8192;

    private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d*)?)([BKMGTPE]?)");
    private static final Pattern HEXADECIMAL = Pattern.compile("0X([0-9A-F]{1,11})");

    private MemorySize() {}

    /// @return bytes, rounded as QEMU does; nothing if the text is not a size
    static Optional<Long> parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        Matcher hexadecimal = HEXADECIMAL.matcher(upper);
        if (hexadecimal.matches()) {
            return rounded(BigDecimal.valueOf(Long.parseLong(hexadecimal.group(1), 16)), MEGABYTES);
        }
        Matcher matcher = TEXT.matcher(upper);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2);
        return rounded(
                new BigDecimal(matcher.group(1)),
                unit.isEmpty() ? MEGABYTES : 10 * UNITS.indexOf(unit));
    }

    private static Optional<Long> rounded(BigDecimal number, int shift) {
        BigDecimal bytes = number.multiply(BigDecimal.valueOf(1L << shift));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE - GRAIN)) > 0) {
            return Optional.empty();
        }
        long whole = bytes.longValue();
        return Optional.of((whole + GRAIN - 1) & -GRAIN);
    }
}
