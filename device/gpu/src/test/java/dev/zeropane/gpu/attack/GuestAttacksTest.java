// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import dev.zeropane.testkit.attack.Attack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Single commands, chains and rings that are wrong in every way we know of.
final class GuestAttacksTest extends AttackTest {
    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.GuestAttacks#all")
    void attack(Attack attack) {
        attack.act().accept(guest());
    }
}
