// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.List;

/// A Wayland interface: the requests and events of a kind of object.
///
/// @param <R> its requests
/// @param <E> its events
public final class Interface<R extends Enum<R> & Message, E extends Enum<E> & Message> {
    private final String name;
    private final int version;
    private final List<R> requests;
    private final List<E> events;
    private final List<Signature> requestSignatures;
    private final List<Signature> eventSignatures;

    /// @param name as in the specification
    /// @param version the highest version supported here; the enums hold all messages up to it
    public Interface(String name, int version, Class<R> requests, Class<E> events) {
        this.name = name;
        this.version = version;
        this.requests = List.of(requests.getEnumConstants());
        this.events = List.of(events.getEnumConstants());
        this.requestSignatures = signatures(this.requests);
        this.eventSignatures = signatures(this.events);
    }

    private static List<Signature> signatures(List<? extends Message> messages) {
        return messages.stream().map(message -> Signature.parse(message.signature())).toList();
    }

    public String name() {
        return name;
    }

    /// The highest version that is supported here.
    public int version() {
        return version;
    }

    /// In the order of their opcodes.
    public List<R> requests() {
        return requests;
    }

    /// In the order of their opcodes.
    public List<E> events() {
        return events;
    }

    /// The arguments of one of its requests.
    public Signature request(Message request) {
        return requestSignatures.get(request.ordinal());
    }

    /// The arguments of one of its events.
    public Signature event(int opcode) {
        return eventSignatures.get(opcode);
    }

    @Override
    public String toString() {
        return name;
    }
}
