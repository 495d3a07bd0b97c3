// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import java.util.function.Consumer;

/// One thing that a hostile guest does, with what has to come of it. The guest is a fresh one:
/// whoever plays an attack restarts it, or takes another, before the next.
///
/// @param act sends and asserts
public record Attack(String name, Consumer<HostileGuest> act) {
    /// A command that must get an answer of this type, which is nothing but a header.
    static Attack answered(String name, byte[] request, int answer) {
        return new Attack(name, guest -> guest.assertAnswer(answer, request));
    }

    /// As [#answered], on the cursor queue.
    static Attack answeredToCursor(String name, byte[] request, int answer) {
        return new Attack(name, guest -> guest.assertCursorAnswer(answer, request));
    }

    /// This attack, after a request that is right.
    Attack after(Consumer<HostileGuest> before) {
        return new Attack(name, before.andThen(act));
    }

    /// This attack, with an assertion behind it.
    Attack then(Consumer<HostileGuest> behind) {
        return new Attack(name, act.andThen(behind));
    }

    Attack called(String prefix) {
        return new Attack(prefix + ", " + name, act);
    }

    @Override
    public String toString() {
        return name;
    }
}
