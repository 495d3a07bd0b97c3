// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.wayland.Signature.Argument;
import dev.zeropane.wayland.Signature.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes one request, argument by argument, and checks each against the signature. Each connection
/// has one object for all requests, so that they allocate nothing.
///
/// ```
/// message: 0 u32 object   4 u16 opcode   6 u16 length, header included   8 arguments
/// ```
public final class RequestWriter {
    /// The longest message that compositors take (libwayland's buffer).
    static final int MAX_MESSAGE = 4096;

    static final int HEADER = 8;
    private static final int WORD = Integer.BYTES;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;

    private final Connection connection;
    private final MemorySegment bytes = Arena.ofAuto().allocate(MAX_MESSAGE, WORD);
    private final List<Fd> fds = new ArrayList<>();
    private Proxy<?> target;
    private Message request;
    private Signature signature;
    private int next;
    private int at;

    RequestWriter(Connection connection) {
        this.connection = connection;
    }

    RequestWriter begin(Proxy<?> target, Message request) {
        this.target = target;
        this.request = request;
        signature = target.type().request(request);
        fds.clear();
        next = 0;
        at = HEADER;
        return this;
    }

    public RequestWriter integer(int value) {
        expect(Kind.INT);
        return word(value);
    }

    public RequestWriter unsigned(int value) {
        expect(Kind.UINT);
        return word(value);
    }

    /// @param value rounded to 1/256
    public RequestWriter fixed(double value) {
        expect(Kind.FIXED);
        return word((int) Math.round(value * 256));
    }

    public RequestWriter object(Proxy<?> object) {
        Argument argument = expect(Kind.OBJECT);
        if (!argument.interfaceName().isEmpty()
                && !argument.interfaceName().equals(object.type().name())) {
            throw wrong("is not for " + object);
        }
        if (object.isDestroyed()) {
            throw wrong("with " + object + ", which is destroyed");
        }
        return word(object.id());
    }

    /// A null object.
    public RequestWriter none() {
        if (!expect(Kind.OBJECT).nullable()) {
            throw wrong("needs an object");
        }
        return word(0);
    }

    /// @param value without NUL; the whole message may have at most 4096 bytes
    public RequestWriter string(String value) {
        expect(Kind.STRING);
        if (value.indexOf('\0') >= 0) {
            throw wrong("with a NUL in a string");
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + WORD) / WORD * WORD;
        if (padded + WORD > MAX_MESSAGE - at) {
            throw wrong("with a string of " + text.length + " bytes");
        }
        word(text.length + 1);
        bytes.asSlice(at, padded).fill((byte) 0);
        MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, at, text.length);
        at += padded;
        return this;
    }

    /// @param fd stays owned by the caller, who may close it after [#send]
    public RequestWriter fd(Fd fd) {
        expect(Kind.FD);
        fds.add(fd);
        return this;
    }

    RequestWriter newId(Proxy<?> created) {
        Argument argument = expect(Kind.NEW_ID);
        if (!argument.interfaceName().isEmpty()
                && !argument.interfaceName().equals(created.type().name())) {
            throw wrong("makes no " + created.type());
        }
        return word(created.id());
    }

    /// Writes all arguments, with the id of `created` in the place of the `new_id`.
    void arguments(Proxy<?> created, Object... values) {
        int taken = 0;
        List<Argument> arguments = signature.arguments();
        for (Argument argument : arguments) {
            if (argument.kind() == Kind.NEW_ID) {
                newId(created);
                continue;
            }
            if (taken == values.length) {
                throw wrong("has more arguments");
            }
            argument(argument, values[taken++]);
        }
        if (taken != values.length) {
            throw wrong("has fewer arguments");
        }
    }

    private void argument(Argument argument, Object value) {
        switch (value) {
            case Integer number when argument.kind() == Kind.UINT -> unsigned(number);
            case Integer number -> integer(number);
            case Double number -> fixed(number);
            case String text -> string(text);
            case Proxy<?> object -> object(object);
            case Fd fd -> fd(fd);
            default -> throw wrong("with " + value);
        }
    }

    /// Sends the request, together with others at the end of the loop's turn or by
    /// [Connection#flush].
    public void send() {
        if (next != signature.arguments().size()) {
            throw wrong("has more arguments");
        }
        bytes.set(U32, 0, target.id());
        bytes.set(U32, WORD, at << 16 | request.ordinal());
        if (signature.destructor()) {
            target.destroyed();
        }
        connection.enqueue(bytes, at, fds);
        fds.clear();
    }

    private Argument expect(Kind kind) {
        List<Argument> arguments = signature.arguments();
        if (next == arguments.size() || arguments.get(next).kind() != kind) {
            throw wrong("has no " + kind + " there");
        }
        return arguments.get(next++);
    }

    private RequestWriter word(int value) {
        bytes.set(U32, at, value);
        at += WORD;
        return this;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(target + "." + request.wireName() + " " + what);
    }
}
