// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;
import java.util.Optional;
import java.util.function.Supplier;

/// A way to see a guest's screen.
///
/// @param name for messages and files
/// @param look what it shows now, if anything
public record View(String name, Supplier<Optional<Picture>> look) {}
