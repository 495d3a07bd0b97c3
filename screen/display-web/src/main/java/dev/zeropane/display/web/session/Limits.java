// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import java.time.Duration;

/// How long clients are waited for.
///
/// @param stranger until one has said what it wants
/// @param write until one has taken what it is sent, 32 KiB at most
public record Limits(Duration stranger, Duration write) {
    public static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60));
}
