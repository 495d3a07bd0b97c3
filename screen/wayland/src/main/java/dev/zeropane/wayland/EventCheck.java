// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.wayland.Signature.Argument;
import dev.zeropane.wayland.Signature.Kind;
import java.util.List;
import java.util.Queue;

/// Checks that events match their signatures. Each connection has one object for all events.
final class EventCheck {
    private final ObjectTable objects;
    private Body body;
    private Proxy<?> object;
    private int opcode;

    EventCheck(ObjectTable objects) {
        this.objects = objects;
    }

    /// Checks all arguments.
    ///
    /// @param object that the event belongs to
    /// @param waiting received descriptors
    /// @param fds gets the descriptors of this event, even if this method throws
    /// @throws WaylandException if an argument is wrong or missing, or there are too many
    void check(Body body, Proxy<?> object, int opcode, Queue<Fd> waiting, List<Fd> fds) {
        this.body = body;
        this.object = object;
        this.opcode = opcode;
        for (Argument argument : object.type().event(opcode).arguments()) {
            if (argument.kind() == Kind.FD) {
                checkFd(waiting, fds);
                continue;
            }
            if (body.left() < Body.WORD) {
                throw wrong("cut short");
            }
            int value = body.word();
            switch (argument.kind()) {
                case STRING, ARRAY -> checkBytes(argument, Integer.toUnsignedLong(value));
                case OBJECT -> checkObject(argument, value);
                case NEW_ID -> checkNewId(value);
                case INT, UINT, FIXED -> {}
                case FD -> throw new AssertionError(argument);
            }
        }
        if (body.left() != 0) {
            throw wrong("with %d bytes too many".formatted(body.left()));
        }
    }

    private void checkFd(Queue<Fd> waiting, List<Fd> fds) {
        Fd fd = waiting.poll();
        if (fd == null) {
            throw wrong("without its descriptor");
        }
        fds.add(fd);
    }

    private void checkBytes(Argument argument, long length) {
        if (!body.has(length)) {
            throw wrong("with %d bytes in it, cut short".formatted(length));
        }
        if (argument.kind() == Kind.STRING) {
            if (length == 0 && !argument.nullable()) {
                throw wrong("without its text");
            }
            if (length > 0 && body.peek(length - 1) != 0) {
                throw wrong("with a text that does not end");
            }
        }
        body.skip(length);
    }

    private void checkObject(Argument argument, int id) {
        // An object of any interface is only named in error messages: it may be destroyed already.
        if (argument.interfaceName().isEmpty()) {
            return;
        }
        if (id == 0) {
            if (!argument.nullable()) {
                throw wrong("without its " + argument.interfaceName());
            }
            return;
        }
        Proxy<?> named =
                objects.find(id)
                        .orElseThrow(() ->
                                wrong(
                                        "about object %s, which does not exist"
                                                .formatted(Integer.toUnsignedString(id))));
        if (!named.type().name().equals(argument.interfaceName())) {
            throw wrong("about " + named);
        }
    }

    private void checkNewId(int id) {
        if (!objects.reserve(id)) {
            throw wrong("with a new id " + Integer.toUnsignedString(id));
        }
    }

    private WaylandException wrong(String what) {
        Message event = object.type().events().get(opcode);
        return new WaylandException(
                "the compositor sent %s.%s %s".formatted(object, event.wireName(), what));
    }
}
