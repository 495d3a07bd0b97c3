// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import org.junit.jupiter.api.AfterEach;

/// Attacks of a VMM: afterwards the next connection serves.
abstract class VmmAttack extends HostileTest {
    @AfterEach
    final void nextConnectionServes() {
        assertServesNext();
    }
}
