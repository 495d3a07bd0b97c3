// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import dev.zeropane.display.web.Guest.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// One of four viewers never reads: the others see as many pictures as they did without it.
final class FourViewersTest {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /// What else the machine does may cost one round or another: most have none but the first.
    private static final int ROUNDS = 40;

    private static final double ALIKE = 0.9;
    private static final Rect DRAWN = new Rect(0, 0, 64, 64);

    @Test
    void viewerThatNeverReads_costsOthersNoPictures() throws Exception {
        List<RfbClient> clients = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try (Guest guest = new Guest();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Picture picture = guest.show(1024, 768, (x, y) -> x * y);
            Future<?> draws = threads.submit(() -> draw(guest, over));
            try {
                for (int i = 0; i < 3; i++) {
                    clients.add(RfbClient.connect(guest.port()));
                }
                List<String> seen = new ArrayList<>();
                boolean alike = false;
                for (int round = 0; round < ROUNDS && !alike; round++) {
                    int alone = pictures(clients, threads);
                    int together;
                    try (RfbClient deaf = RfbClient.connect(guest.port())) {
                        // 3 MiB, of which its connection holds a tenth.
                        deaf.request(false);
                        together = pictures(clients, threads);
                    }
                    seen.add(alone + " alone, " + together + " with a fourth");
                    alike = alone > 0 && together >= ALIKE * alone;
                }
                assertTrue(alike, seen::toString);
                clients.getFirst().request(false);
                clients.getFirst().update();
                assertEquals("", clients.getFirst().difference(picture.rgb));
            } finally {
                over.set(true);
                draws.get(30, TimeUnit.SECONDS);
                for (RfbClient client : clients) {
                    client.close();
                }
            }
        }
    }

    /// A guest that draws as fast as a screen shows it, and faster.
    private static void draw(Guest guest, AtomicBoolean over) {
        while (!over.get()) {
            guest.surface.damage(DRAWN);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
        }
    }

    private static int pictures(List<RfbClient> clients, ExecutorService threads) throws Exception {
        List<Callable<Integer>> each = new ArrayList<>();
        clients.forEach(client -> each.add(() -> pictures(client)));
        int sum = 0;
        for (Future<Integer> count : threads.invokeAll(each)) {
            sum += count.get();
        }
        return sum;
    }

    private static int pictures(RfbClient client) throws IOException {
        long end = System.nanoTime() + WINDOW_NANOS;
        int count = 0;
        while (System.nanoTime() - end < 0) {
            client.request(true, DRAWN.x(), DRAWN.y(), DRAWN.width(), DRAWN.height());
            client.update();
            count++;
        }
        return count;
    }
}
