// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A mode as `WIDTHxHEIGHT`.
public final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String value) {
        try {
            Mode mode = Mode.parse(value);
            if (!Mode.canBeShown(mode.width(), mode.height())) {
                throw new TypeConversionException(
                        mode + " is too large: a screen has at most the pixels of 8192x4320");
            }
            return mode;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
