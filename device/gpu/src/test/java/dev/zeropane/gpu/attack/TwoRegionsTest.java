// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.attack.Attack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Backing at the hole of a machine with a VGA.
final class TwoRegionsTest extends AttackTest {
    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withTwoRegions(true);
    }

    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.GuestAttacks#ofTwoRegions")
    void attack(Attack attack) {
        attack.act().accept(guest());
    }
}
