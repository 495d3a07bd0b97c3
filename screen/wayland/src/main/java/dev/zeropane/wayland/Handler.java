// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// Handles an object's events, on the connection's thread.
///
/// @param <E> the events of its interface
@FunctionalInterface
public interface Handler<E extends Message> {
    /// @param arguments valid only during the call
    /// @throws WaylandException to end the connection, for that reason
    void handle(E event, Arguments arguments);

    /// The compositor has deleted an object whose interface has no requests; no event of it
    /// follows.
    default void givenUp() {}

    /// A handler that ignores all events.
    static <E extends Message> Handler<E> none() {
        return (_, _) -> {};
    }
}
