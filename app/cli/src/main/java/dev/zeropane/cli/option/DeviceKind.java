// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import java.util.Locale;

/// A graphics card that a machine is given.
public enum DeviceKind {
    GPU,
    VGA;

    /// As typed, and as a shell completes it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
