package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// What an input device of a Linux guest tells its programs, from the moment this is made.
final class GuestEvents {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// The `struct input_event` of 64 bits: two words of time, type, code, value.
    private static final int SIZE = 24;

    private static final int TIME = 16;

    private final SerialConsole guest;
    private final String file;
    private int awaited;

    /// @param device the name of the device
    GuestEvents(SerialConsole guest, String device) {
        this.guest = guest;
        String node =
                guest.run("grep -l '^" + device + "$' /sys/class/input/event*/device/name")
                        .replaceAll("\\D", "");
        file = "/tmp/events" + node;
        // Opened by the shell itself, so that it is open when this returns.
        guest.run("exec 3</dev/input/event" + node + "; cat <&3 >" + file + " & exec 3<&-");
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

    private List<String> unseen() {
        List<String> all = all();
        return all.subList(awaited, all.size());
    }

    private List<String> all() {
        String text = guest.run("base64 " + file).replaceAll("\\s", "");
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> events = new ArrayList<>();
        while (bytes.remaining() >= SIZE) {
            ByteBuffer event = bytes.slice(bytes.position() + TIME, SIZE - TIME);
            event.order(ByteOrder.LITTLE_ENDIAN);
            int type = Short.toUnsignedInt(event.getShort());
            int code = Short.toUnsignedInt(event.getShort());
            events.add(type + " " + code + " " + event.getInt());
            bytes.position(bytes.position() + SIZE);
        }
        return events;
    }
}
