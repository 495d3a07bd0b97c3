// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.Locale;

/// A request or an event of an interface. Always a constant of an enum that has the specification's
/// names in the order of the opcodes.
public interface Message {
    /// The enum constant's name.
    String name();

    /// The opcode.
    int ordinal();

    /// The arguments, in the text form of [Signature].
    String signature();

    /// The name in the specification.
    default String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
