// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EventLoopTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop = new EventLoop(failures::add);
    private final EventFd first = EventFd.create("first");
    private final EventFd second = EventFd.create("second");

    @AfterEach
    void close() {
        loop.close();
        first.close();
        second.close();
    }

    @Test
    void run_watchedDescriptorReadable_handlerCalled() {
        loop.watch(
                first.fd(),
                () -> {
                    assertEquals(1, first.drain());
                    loop.stop();
                });
        first.signal();
        loop.run();
        assertEquals(List.of(), failures);
    }

    @Test
    void run_notDrained_calledAgain() {
        AtomicInteger calls = new AtomicInteger();
        loop.watch(
                first.fd(),
                () -> {
                    if (calls.incrementAndGet() == 3) {
                        loop.stop();
                    }
                });
        first.signal();
        loop.run();
        assertEquals(3, calls.get());
    }

    @Test
    void run_peerHangsUp_handlerCalled() {
        List<UnixSocket> pair = UnixSocket.pair("pair");
        loop.watch(pair.get(0).fd(), loop::stop);
        pair.get(1).close();
        loop.run();
        pair.get(0).close();
    }

    /// Of a socket that is not to be read, the end of its peer is told all the same.
    @Test
    void want_neitherReadsNorWrites_onlyTheHangUpIsTold() {
        List<UnixSocket> pair = UnixSocket.pair("pair");
        List<String> calls = new ArrayList<>();
        loop.watch(
                pair.get(0).fd(),
                () -> {
                    calls.add("readable");
                    loop.stop();
                });
        loop.want(pair.get(0).fd(), false, false);
        pair.get(1).endSending();
        loop.after(
                Duration.ofMillis(20),
                () -> {
                    calls.add("nothing");
                    pair.get(1).close();
                });
        loop.run();
        assertEquals(List.of("nothing", "readable"), calls);
        pair.get(0).close();
    }

    @Test
    void unwatch_duringTheBatch_waitingEventNotDelivered() {
        List<String> calls = new ArrayList<>();
        // Whichever comes first ends the other's watch.
        loop.watch(
                first.fd(),
                () -> {
                    calls.add("first");
                    first.drain();
                    loop.unwatch(second.fd());
                    loop.post(loop::stop);
                });
        loop.watch(
                second.fd(),
                () -> {
                    calls.add("second");
                    second.drain();
                    loop.unwatch(first.fd());
                    loop.post(loop::stop);
                });
        first.signal();
        second.signal();
        loop.run();
        assertEquals(1, calls.size(), calls.toString());
        assertEquals(List.of(), failures);
    }

    @Test
    void unwatch_itselfAndClose_loopGoesOn() {
        EventFd own = EventFd.create("own");
        loop.watch(
                own.fd(),
                () -> {
                    loop.unwatch(own.fd());
                    own.close();
                    loop.post(loop::stop);
                });
        own.signal();
        loop.run();
        assertEquals(List.of(), failures);
    }

    @Test
    void unwatch_unknownOrTwice_ignored() {
        loop.unwatch(first.fd());
        loop.watch(first.fd(), () -> {});
        loop.unwatch(first.fd());
        loop.unwatch(first.fd());
    }

    @Test
    void watch_afterUnwatch_newHandlerCalled() {
        loop.watch(first.fd(), () -> failures.add(new AssertionError("old handler")));
        loop.unwatch(first.fd());
        loop.watch(first.fd(), loop::stop);
        first.signal();
        loop.run();
        assertEquals(List.of(), failures);
    }

    @Test
    void watch_fromAHandler_served() {
        loop.watch(
                first.fd(),
                () -> {
                    first.drain();
                    loop.watch(second.fd(), loop::stop);
                    second.signal();
                });
        first.signal();
        loop.run();
    }

    @Test
    void watch_twice_refusedAndFirstHandlerStays() {
        loop.watch(first.fd(), loop::stop);
        LinuxException e =
                assertThrows(LinuxException.class, () -> loop.watch(first.fd(), () -> {}));
        assertEquals("epoll_ctl(EPOLL_CTL_ADD) on first: EEXIST (file exists)", e.getMessage());
        first.signal();
        loop.run();
    }

    @Test
    void watch_manyMoreThanABatch_allServed() {
        List<EventFd> many =
                IntStream.range(0, 100).mapToObj(i -> EventFd.create("one of many")).toList();
        AtomicInteger served = new AtomicInteger();
        for (EventFd event : many) {
            loop.watch(
                    event.fd(),
                    () -> {
                        event.drain();
                        if (served.incrementAndGet() == many.size()) {
                            loop.stop();
                        }
                    });
            event.signal();
        }
        loop.run();
        assertEquals(100, served.get());
        many.forEach(EventFd::close);
    }

    @Test
    void run_handlerThrows_reportedAndLoopGoesOn() {
        RuntimeException broken = new IllegalStateException("broken handler");
        loop.watch(
                first.fd(),
                () -> {
                    first.drain();
                    second.signal();
                    throw broken;
                });
        loop.watch(
                second.fd(),
                () -> {
                    loop.stop();
                    throw new AssertionError("errors too");
                });
        first.signal();
        loop.run();
        assertEquals(2, failures.size());
        assertEquals(broken, failures.getFirst());
    }

    @Test
    void post_fromOtherThreads_runOnTheLoopInOrder() throws InterruptedException {
        List<Integer> ran = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Thread here = Thread.currentThread();
        Thread poster =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 1000; i++) {
                                int number = i;
                                loop.post(() -> {
                                    ran.add(number);
                                    threads.add(Thread.currentThread());
                                });
                            }
                            loop.post(loop::stop);
                        });
        loop.run();
        poster.join();
        assertEquals(IntStream.range(0, 1000).boxed().toList(), ran);
        assertTrue(threads.stream().allMatch(here::equals));
    }

    @Test
    void post_beforeStop_stillRuns() {
        List<String> ran = new ArrayList<>();
        loop.post(() -> ran.add("posted"));
        loop.stop();
        loop.run();
        assertEquals(List.of("posted"), ran);
    }

    @Test
    void post_taskPostsItselfForever_descriptorsStillServed() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> loop.post(again[0]);
        loop.post(again[0]);
        loop.watch(first.fd(), loop::stop);
        first.signal();
        loop.run();
        assertEquals(List.of(), failures);
    }

    @Test
    void stop_fromAnotherThread_wakesASleepingLoop() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        loop.post(started::countDown);
        Thread runner = Thread.ofPlatform().start(loop::run);
        assertTrue(started.await(60, TimeUnit.SECONDS));
        loop.stop();
        runner.join(60_000);
        assertFalse(runner.isAlive());
    }

    @Test
    void close_loop_leavesNothingOpen() {
        new EventLoop(failures::add).close();
    }

    @Test
    void wantWrites_roomToWrite_calledOnlyWhileWanted() {
        List<UnixSocket> pair = UnixSocket.pair("pair");
        AtomicInteger writable = new AtomicInteger();
        Fd fd = pair.get(0).fd();
        loop.watch(
                fd,
                () -> failures.add(new AssertionError("nothing to read")),
                () -> {
                    if (writable.incrementAndGet() == 3) {
                        loop.wantWrites(fd, false);
                        loop.after(Duration.ofMillis(20), loop::stop);
                    }
                });
        loop.wantWrites(fd, true);
        loop.run();
        assertEquals(3, writable.get());
        assertEquals(List.of(), failures);
        pair.forEach(UnixSocket::close);
    }

    @Test
    void after_severalTimers_runInOrderOfTime() {
        List<String> ran = new ArrayList<>();
        long start = System.nanoTime();
        Duration late = Duration.ofMillis(300);
        loop.after(
                late,
                () -> {
                    ran.add("late");
                    loop.stop();
                });
        loop.after(Duration.ofMillis(5), () -> ran.add("early"));
        loop.run();
        assertEquals(List.of("early", "late"), ran);
        assertTrue(System.nanoTime() - start >= late.toNanos());
    }

    @Test
    void cancel_beforeItsTime_neverRuns() {
        EventLoop.Timer timer =
                loop.after(Duration.ofMillis(5), () -> failures.add(new AssertionError("ran")));
        loop.after(Duration.ofMillis(20), loop::stop);
        timer.cancel();
        loop.run();
        timer.cancel();
        assertEquals(List.of(), failures);
    }

    @Test
    void post_fromAHandler_runsWithoutAnotherEvent() {
        loop.watch(
                first.fd(),
                () -> {
                    first.drain();
                    loop.post(() -> loop.post(loop::stop));
                });
        first.signal();
        loop.run();
    }
}
