// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.rig.SerialConsole;
import dev.zeropane.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// What an input device of a Linux guest tells its programs, from the moment this is made. Without
/// the repeats of held keys, which most guests make themselves.
final class GuestEvents implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// The `struct input_event` of 64 bits: two words of time, type, code, value.
    private static final int SIZE = 24;

    private static final int TIME = 16;
    private static final int EV_SYN = 0;
    private static final int EV_KEY = 1;
    private static final int REPEAT = 2;

    private final SerialConsole guest;
    private final String file;
    private final String reader;
    private int awaited;
    private int repeats;

    /// @param device the name of the device
    GuestEvents(SerialConsole guest, String device) {
        this.guest = guest;
        String node =
                guest.run("grep -l '^" + device + "$' /sys/class/input/event*/device/name")
                        .replaceAll("\\D", "");
        file = guest.run("mktemp /tmp/events.XXXXXX");
        // Opened by the shell itself, so that it is open when this returns.
        reader =
                guest.run(
                        "exec 3</dev/input/event%s; cat <&3 >%s & exec 3<&-; echo $!"
                                .formatted(node, file));
    }

    /// Waits for as many as are expected after those that were awaited before, and compares.
    ///
    /// @param right each as "type code value", in decimal
    void await(String... right) {
        Await.untilTrue(
                () -> Arrays.toString(right) + ", not " + unseen(),
                LIMIT,
                () -> unseen().size() >= right.length);
        assertEquals(List.of(right), unseen());
        awaited += right.length;
    }

    /// Waits until these are the last.
    ///
    /// @return the others after those that were awaited before
    List<String> awaitLast(String... right) {
        List<String> last = List.of(right);
        List<String> events =
                Await.until(
                        () -> last + " after others",
                        LIMIT,
                        () ->
                                Optional.of(unseen())
                                        .filter(it ->
                                                Collections.lastIndexOfSubList(it, last) >= 0));
        awaited += events.size();
        assertEquals(last, events.subList(events.size() - last.size(), events.size()));
        return events.subList(0, events.size() - last.size());
    }

    /// Whether there are none after those that were awaited.
    boolean isEmpty() {
        return unseen().isEmpty();
    }

    private List<String> unseen() {
        List<String> all = all();
        return all.subList(awaited, all.size());
    }

    private byte[] read() {
        String text = guest.run("gzip -c " + file + " | base64").replaceAll("\\s", "");
        try (InputStream unzipped =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return unzipped.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many repeats of held keys there were.
    int repeats() {
        List<String> _ = all();
        return repeats;
    }

    private List<String> all() {
        ByteBuffer bytes = ByteBuffer.wrap(read()).order(ByteOrder.LITTLE_ENDIAN);
        List<String> events = new ArrayList<>();
        repeats = 0;
        while (bytes.remaining() >= SIZE) {
            ByteBuffer event = bytes.slice(bytes.position() + TIME, SIZE - TIME);
            event.order(ByteOrder.LITTLE_ENDIAN);
            int type = Short.toUnsignedInt(event.getShort());
            int code = Short.toUnsignedInt(event.getShort());
            int value = event.getInt();
            repeats += type == EV_KEY && value == REPEAT ? 1 : 0;
            // A repeat has a SYN_REPORT with the value 1.
            if (!(type == EV_KEY && value == REPEAT) && !(type == EV_SYN && value == 1)) {
                events.add(type + " " + code + " " + value);
            }
            bytes.position(bytes.position() + SIZE);
        }
        return events;
    }

    @Override
    public void close() {
        guest.run("kill " + reader + "; rm " + file);
    }
}
