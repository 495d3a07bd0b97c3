// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.leak;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/// Fails every test, and every class of tests as a whole, that leaves a descriptor or a mapping
/// behind, or closes one that is not its own. JUnit finds it through `META-INF/services`, so no
/// test can forget it; it looks after the packages whose objects own such things.
public final class LeakCheck
        implements BeforeAllCallback,
                AfterAllCallback,
                TestInstancePreConstructCallback,
                AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);
    private static final List<String> PACKAGES =
            List.of(
                    "dev.zeropane.linux",
                    "dev.zeropane.linux.serve",
                    "dev.zeropane.dmabuf",
                    "dev.zeropane.pci",
                    "dev.zeropane.vhostuser",
                    "dev.zeropane.vfiouser",
                    "dev.zeropane.vga",
                    "dev.zeropane.gpu.attack",
                    "dev.zeropane.service.attack",
                    "dev.zeropane.wayland",
                    "dev.zeropane.display.wayland",
                    "dev.zeropane.display.wayland.picture",
                    "dev.zeropane.display.wayland.seat",
                    "dev.zeropane.it.drm");

    /// A thread or process that a test ended may still be about to close what it had.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void beforeAll(ExtensionContext context) {
        before(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        after(context);
    }

    /// Before the fields of the test's object are made.
    @Override
    public void preConstructTestInstance(
            TestInstanceFactoryContext factory, ExtensionContext context) {
        before(context);
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        after(context);
    }

    private static void before(ExtensionContext context) {
        if (PACKAGES.contains(context.getRequiredTestClass().getPackageName())) {
            context.getStore(NAMESPACE).put(context.getUniqueId(), OpenResources.now());
        }
    }

    private static void after(ExtensionContext context) {
        OpenResources before =
                context.getStore(NAMESPACE).remove(context.getUniqueId(), OpenResources.class);
        if (before != null) {
            assertNothingChangedSince(before);
        }
    }

    /// Runs `body` and checks that it leaves everything open and mapped as it was.
    static void assertNothingLeaked(Runnable body) {
        OpenResources before = OpenResources.now();
        body.run();
        assertNothingChangedSince(before);
    }

    private static void assertNothingChangedSince(OpenResources before) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> changes = OpenResources.now().changesSince(before);
        while (!changes.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(10_000_000);
            changes = OpenResources.now().changesSince(before);
        }
        if (!changes.isEmpty()) {
            throw new AssertionError("not as it was before: " + String.join(", ", changes));
        }
    }
}
