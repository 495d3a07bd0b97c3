// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instance;
import dev.zeropane.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Guests that refuse to be shown, and guests that hang, beside others.
final class WallTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instance ONE = instance(1);
    private static final Instance OTHER = instance(2);

    private final Set<Path> shown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicLong time = new AtomicLong();

    private static Instance instance(long pid) {
        return new Instance(pid, Path.of("/run/%d.sock".formatted(pid)), Optional.empty(), "");
    }

    private Wall.View view(Instance device) {
        shown.add(device.socket());
        return new Wall.View() {
            @Override
            public Optional<ControlException> ended() {
                return Optional.empty();
            }

            @Override
            public void close() {
                shown.remove(device.socket());
                closed.incrementAndGet();
            }
        };
    }

    private void awaitShown(Instance... devices) {
        Set<Path> expected = Set.copyOf(List.of(devices).stream().map(Instance::socket).toList());
        Await.untilTrue(() -> expected + ", not " + shown, LIMIT, () -> shown.equals(expected));
    }

    @Test
    void guestThatRefused_isTriedAgain_butNotAtOnce() {
        AtomicInteger tries = new AtomicInteger();
        try (Wall wall =
                new Wall(
                        device -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new ControlException("not now");
                            }
                            return view(device);
                        },
                        time::get)) {
            assertTrue(wall.look(List.of(ONE)));
            Await.untilTrue(() -> "a try", LIMIT, () -> tries.get() == 1);
            for (int i = 0; i < 100; i++) {
                assertTrue(wall.look(List.of(ONE)));
            }
            assertEquals(1, tries.get());
            time.addAndGet(Wall.BETWEEN_TRIES.toNanos());
            // It may not have been noted yet that the first try failed.
            Await.untilTrue(
                    () -> "another try", LIMIT, () -> wall.look(List.of(ONE)) && tries.get() == 2);
            awaitShown(ONE);
        }
        awaitShown();
    }

    @Test
    void guestThatHangs_delaysNobody() {
        CountDownLatch goesOn = new CountDownLatch(1);
        Wall wall =
                new Wall(
                        device -> {
                            if (device.equals(ONE)) {
                                awaitUninterrupted(goesOn);
                            }
                            return view(device);
                        },
                        time::get);
        assertTrue(wall.look(List.of(ONE, OTHER)));
        awaitShown(OTHER);
        wall.close();
        awaitShown();
        goesOn.countDown();
        Await.untilTrue(() -> "both to be closed", LIMIT, () -> closed.get() == 2);
        awaitShown();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
