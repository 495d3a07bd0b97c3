// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import java.util.Optional;

/// A guest on the page.
///
/// @param name of the guest at first, if it has one
/// @param screens how many it has, at least 1
/// @param input gets what people do to the guest on the page, on any thread
/// @param sizes told which sizes they wish, on a thread of the server; [SizeWishes#NONE] where the
///   guest keeps its own
public record WebGuest(Optional<String> name, int screens, InputSink input, SizeWishes sizes) {
    /// @throws IllegalArgumentException if there is no screen
    public WebGuest {
        if (screens < 1) {
            throw new IllegalArgumentException("a guest with " + screens + " screens");
        }
    }
}
