// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.Locale;

/// A request or an event of an interface. Always a constant of an enum, which has the opcodes'
/// order and the specification's names.
public interface Message {
    /// As the enum names it.
    String name();

    /// Its opcode.
    int ordinal();

    /// In the text form of [Signature].
    String signature();

    /// As the specification writes it.
    default String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
