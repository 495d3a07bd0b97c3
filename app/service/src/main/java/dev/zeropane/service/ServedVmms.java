// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.util.Optional;

/// Which VMMs a service serves.
///
/// @param once whether the service ends after the first VMM
/// @param arrival called on the device thread when the VMM has connected; connections are then
///   logged at DEBUG level
public record ServedVmms(boolean once, Optional<Runnable> arrival) {
    /// All VMMs that connect, one after another.
    public static ServedVmms oneAfterAnother() {
        return new ServedVmms(false, Optional.empty());
    }

    /// The first VMM that connects.
    public static ServedVmms first() {
        return new ServedVmms(true, Optional.empty());
    }

    /// A VMM that the caller starts.
    ///
    /// @param arrival called on the device thread when it has connected
    public static ServedVmms expected(Runnable arrival) {
        return new ServedVmms(true, Optional.of(arrival));
    }
}
