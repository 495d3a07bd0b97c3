// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// Takes an object's events, on the connection's thread.
///
/// @param <E> the events of its interface
@FunctionalInterface
public interface Handler<E extends Message> {
    /// @param arguments valid only during the call
    /// @throws WaylandException to end the connection, for that reason
    void handle(E event, Arguments arguments);

    /// The compositor has deleted an object of which nothing can be requested, and no event of it
    /// comes any more.
    default void givenUp() {}

    /// Takes no notice.
    static <E extends Message> Handler<E> none() {
        return (_, _) -> {};
    }
}
