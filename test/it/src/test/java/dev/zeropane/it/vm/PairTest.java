// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.Setup;
import dev.zeropane.it.rig.VmPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/// Tests that share a pair of virtual machines, one pair for each setup: booting costs more than
/// most tests. The class names the setups with a source of its own, `@EnumSource` for all.
@Tag("vm")
@ParameterizedClass
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class PairTest {
    @Parameter Setup setup;

    private VmPair pair;

    /// Starts the machines.
    abstract VmPair start();

    /// The machines, once a test has begun.
    final VmPair pair() {
        return pair;
    }

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    final void startOnce() {
        if (pair == null) {
            pair = start();
        }
    }

    @AfterEach
    final void serverLives() {
        if (pair != null) {
            assertTrue(pair.server().process().isAlive(), pair.server().process().err().text());
        }
    }

    @AfterParameterizedClassInvocation
    final void close() {
        if (pair != null) {
            pair.close();
            pair = null; // the next setup's tests run in this same object
        }
    }
}
