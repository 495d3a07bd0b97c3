// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Input over the control socket, spoken by hand.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class InputLinesTest extends InputRig {
    private Peer hand() {
        Peer peer = peer().send("input\n");
        assertEquals(List.of(), peer.expect("input").texts("leds"));
        return peer;
    }

    @Test
    void input_eachLineIsAReport() {
        serve(LIMITS);
        hand().send("key 30 1; key 30 0\npointer 1 0.25 5e-1;button 272 1\nwheel -120 7\n");
        awaitReports(
                List.of(
                        List.of(key(A, true), key(A, false)),
                        List.of(
                                new InputEvent.Pointer(new Place(1, 0.25, 0.5)),
                                new InputEvent.Button(LEFT, true)),
                        List.of(new InputEvent.Wheel(-120, 7))));
    }

    @Test
    void input_fingersOfTwoClients_areApart() {
        serve(LIMITS);
        Peer one = hand();
        one.send("touch 0 0 0 0\n");
        Peer.await("a finger", () -> hands.reports.size() == 1);
        hand().send("touch 0 0 1 1;move 0 0 0.5 0.5;lift 0;lift 0\n");
        Peer.await("a second finger", () -> hands.reports.size() == 2);
        int first = ((InputEvent.TouchDown) hands.reports.get(0).getFirst()).id();
        List<InputEvent> second = hands.reports.get(1);
        assertEquals(3, second.size());
        assertTrue(first != ((InputEvent.TouchDown) second.getFirst()).id(), second::toString);
        one.close();
        Peer.await("the first to be lifted", () -> hands.reports.size() == 3);
        assertEquals(List.of(new InputEvent.TouchUp(first)), hands.reports.get(2));
    }

    /// It is up when both have let go, however they do.
    @Test
    void input_keyOfTwoClients_isUpWhenBothLeave() {
        serve(LIMITS);
        Peer one = hand();
        one.send("key 30 1\nread keyboard\n").expect("read");
        Peer two = hand();
        two.send("key 30 1;key 31 1\nread keyboard\n").expect("read");
        one.close();
        two.send("release keys\nread keyboard\n").expect("read");
        Peer.await("no key to be held", () -> hands.held().isEmpty());
        assertEquals(4, hands.events.get());
    }

    @Test
    void input_clientThatIsCutOff_holdsNothing() {
        serve(LIMITS);
        Peer peer = hand();
        peer.send("key 30 1;button 272 1\nread keyboard\n").expect("read");
        peer.send("no such thing\n").expectRefusal();
        assertEquals(
                List.of(key(A, false), new InputEvent.Button(LEFT, false)),
                hands.reports.getLast());
    }

    @Test
    void input_nonsense_isRefused_andNothingOfItDone() {
        serve(LIMITS);
        for (String line :
                List.of(
                        "key 30 1;key 31 2",
                        "key 30",
                        "key 30 1;",
                        "key x 1",
                        "key 99999999999 1",
                        "pointer 2 0 0",
                        "pointer -1 0 0",
                        "key 30 1;pointer 2 0 0",
                        "key 0 1",
                        "key 249 1",
                        "key -1 1",
                        "key 2147483647 1",
                        "key +30 1",
                        "key 030 1",
                        "key 30 1 ",
                        " key 30 1",
                        "key  30 1",
                        "key 30 1;  key 31 1",
                        "key 30 1\t",
                        "button 271 1",
                        "button 277 1",
                        "wheel -0 0",
                        "wheel 2147483648 0",
                        "lift +1",
                        "touch 0 0 0 1.5",
                        "move 0 00 0 0",
                        "pointer 0 NaN 0",
                        "pointer 0 x 0",
                        "pointer 0 1e400 0",
                        "pointer 0 Infinity 0",
                        "pointer 0 0 -0.1",
                        "pointer 0 0 1.0001",
                        "pointer 0 0x1p-1 0",
                        "pointer 0 1d 0",
                        "pointer 0 +1 0",
                        "pointer 0 .5 0",
                        "size 0 +100 100",
                        "size 0 0 0",
                        "size 7 100 100",
                        "size 0 99999 1",
                        "read nothing",
                        "release",
                        "stats",
                        "input",
                        "",
                        " ")) {
            hand().send(line + "\n").expectRefusal();
        }
        hand().send("key 30 1;".repeat(40) + "\n").expectRefusal();
        assertEquals(List.of(), hands.reports);
    }

    @Test
    void input_largestNumbers_areNoFault() {
        serve(LIMITS);
        Peer peer =
                hand().send(
                                "key 248 1;key 1 1;button 276 1;wheel -2147483648 2147483647;pointer 0 1.0 0.0;touch -2147483648 0 1e-300 1\r\nread keyboard\n");
        peer.expect("read");
        assertEquals(6, hands.events.get());
    }

    @Test
    void input_manyThatAreIdle_leaveRoomForOthers() {
        serve(LIMITS);
        Peer first = hand();
        for (int i = 0; i < ControlServer.MAX_CLIENTS; i++) {
            Peer _ = hand();
        }
        peer().send("stats\n").expect("stats");
        peer().send("watch 0\n").expect("off");
        first.send("read keyboard\n").expect("read");
    }

    @Test
    void input_deviceWithoutKeyboard_saysWhatToDo() {
        serveWithout();
        Fields error = peer().send("input\n").expect("error");
        assertTrue(error.text("message").contains("zeropane run"), error::toString);
    }

    @Test
    void read_guestThatDoesNot_isSaid_andTheConnectionEnds() {
        serve(LIMITS);
        hands.read = false;
        Peer peer = hand().send("key 30 1\nread keyboard\n");
        Fields error = peer.expect("error");
        assertTrue(error.text("message").contains("virtio_input"), error::toString);
        assertEquals(Optional.empty(), peer.receive());
        Peer.await("no key to be held", () -> hands.held().isEmpty());
    }

    /// What is ahead of the answer waits, and is not cut off for being long.
    @Test
    void read_muchInputBehindIt_waits() {
        serve(new InputLimits(1 << 20, Duration.ofMillis(100), Duration.ofSeconds(30)));
        hands.read = false;
        Peer peer = hand().send("read keyboard\n" + "key 30 1\nkey 30 0\n".repeat(100));
        assertFalse(peer.hasSomething());
        assertEquals(0, hands.events.get());
        hands.read = true;
        peer.expect("read");
        peer.send("read pointer\n").expect("read");
        assertEquals(200, hands.events.get());
    }

    /// A question that comes as the client has to wait for having said too much is no way around
    /// either.
    @Test
    void read_whereTheClientIsTooFast_stillHoldsWhatIsBehindIt() {
        serve(new InputLimits(10, Duration.ofMillis(20), Duration.ofSeconds(30)));
        hands.read = false;
        Peer peer = hand().send("key 30 1\n".repeat(9) + "read keyboard\nkey 31 1\n");
        Peer.await("the first key", () -> hands.held().contains(A));
        hand().send("wheel 1 0\n".repeat(45));
        Peer.await("several windows of time", () -> hands.events.get() >= 46);
        assertEquals(Set.of(A), hands.held());
        hands.read = true;
        peer.expect("read");
        peer.send("read keyboard\n").expect("read");
        assertEquals(47, hands.events.get());
    }

    /// They wait in its socket, and all come in the end.
    @Test
    void input_fasterThanAllowed_waits() {
        Duration window = Duration.ofMillis(20);
        serve(new InputLimits(10, window, Duration.ofSeconds(30)));
        long start = System.nanoTime();
        Peer peer = hand().send("key 30 1\nkey 30 0\n".repeat(50) + "read keyboard\n");
        peer.expect("read");
        long took = System.nanoTime() - start;
        assertEquals(100, hands.events.get());
        assertTrue(took > 8 * window.toNanos(), () -> "took " + Duration.ofNanos(took));
    }

    /// Bytes of any kind after `input`: an answer that refuses, or none, and nothing stays held.
    @Test
    void input_fuzzed_neverHarmsTheServer() {
        serve(LIMITS);
        List<String> seeds =
                List.of(
                        "key 30 1;key 42 1;key 30 0\n",
                        "pointer 0 0.5 0.25;button 272 1\n",
                        "touch 3 1 0 1;move 3 1 0.5 1e-3;lift 3\n",
                        "wheel 120 -120\nrelease keys;release touches\n",
                        "size 0 1280 800\nread keyboard\n");
        for (int i = 0; i < 300; i++) {
            Random random = new Random(i);
            byte[] bytes =
                    ("input\n" + seeds.get(random.nextInt(seeds.size())).repeat(2))
                            .getBytes(StandardCharsets.US_ASCII);
            for (int change = random.nextInt(6); change > 0; change--) {
                int at = 6 + random.nextInt(bytes.length - 6);
                bytes[at] =
                        random.nextBoolean()
                                ? (byte) random.nextInt(128)
                                : (byte) "0189 ;-.e\n".charAt(random.nextInt(10));
            }
            Peer peer = peer();
            peer.send(new String(bytes, StandardCharsets.US_ASCII));
            peer.expect("input");
            peer.close();
        }
        try (ControlClient client = server.connect()) {
            client.stats();
        }
        Peer.await("no key to be held", () -> hands.held().isEmpty());
    }

    private void awaitReports(List<List<InputEvent>> expected) {
        Peer.await("reports: " + hands.reports, () -> hands.reports.size() >= expected.size());
        assertEquals(expected, hands.reports);
    }
}
