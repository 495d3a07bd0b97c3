// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.journal;

/// A request that a client sent.
///
/// @param nanoTime when it was received, in [System#nanoTime]
/// @param object `interface@id`
/// @param name as in the specification
/// @param arguments for people
public record SentRequest(long nanoTime, String object, String name, String arguments) {
    @Override
    public String toString() {
        return object + "." + name + arguments;
    }
}
