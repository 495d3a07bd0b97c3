// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.attack.ServeCheck;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Attacks on a process, which is the same for all classes that want nothing of it: each class
/// compares what it holds before and after.
@Tag("hostile")
abstract class ProcessAttackTest {
    @RegisterExtension static final Shared SHARED = new Shared();

    static final Duration TO_NOTICE = Duration.ofSeconds(10);

    private static AttackedProcess target;

    /// Messages are let through by the minute: faults of guests 11, of VMMs and of ours as many,
    /// with a summary each; two of each connection and one of what ended it.
    private static final int LINES_OF_FAULTS = 40;

    private static final int LINES_PER_CONNECTION = 3;

    private static int connections;

    /// Sees to it that there is a process, and that each class leaves it as it was.
    static final class Shared implements BeforeAllCallback, AfterAllCallback {
        private AttackedProcess.State before;

        @Override
        public void beforeAll(ExtensionContext context) {
            OwnProcess annotation = context.getRequiredTestClass().getAnnotation(OwnProcess.class);
            target = annotation == null ? AttackedProcess.shared() : own(context, annotation);
            connections = 0;
            before = target.state();
        }

        /// It ends with the class.
        private static AttackedProcess own(ExtensionContext context, OwnProcess annotation) {
            return context.getStore(ExtensionContext.Namespace.create(OwnProcess.class))
                    .computeIfAbsent(
                            AttackedProcess.class,
                            _ -> new AttackedProcess(annotation.value()),
                            AttackedProcess.class);
        }

        @Override
        public void afterAll(ExtensionContext context) {
            try (TestVmm last = connect(VmmOptions.defaults())) {
                check().assertServesChanges(last, new GpuDriver(last));
            }
            target.assertAsBefore(before, LINES_OF_FAULTS + LINES_PER_CONNECTION * connections);
        }
    }

    static AttackedProcess target() {
        return target;
    }

    static ServeCheck check() {
        return target.check();
    }

    /// That so many connections were made that may have been logged.
    static void noteConnections(int count) {
        connections += count;
    }

    static TestVmm connect(VmmOptions options) {
        connections++;
        return target.connect(options);
    }

    static TestVmm connectOnly() {
        connections++;
        return TestVmm.connectOnly(target.socket(), VmmOptions.defaults());
    }

    static void awaitClosed(TestVmm vmm) {
        Await.untilTrue(() -> "the connection to be closed", TO_NOTICE, vmm::isClosedByPeer);
    }

    /// The next VMM is served.
    static void assertServesNext() {
        try (TestVmm next = connect(VmmOptions.defaults())) {
            check().assertServes(next, new GpuDriver(next));
        }
    }
}
