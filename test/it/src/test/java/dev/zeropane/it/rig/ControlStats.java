// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What a running process says about itself over its control socket, read as the page about that
/// says.
///
/// @param all the whole answer
public record ControlStats(Map<String, Object> all) {
    /// Asks the process.
    public static ControlStats of(long pid) {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(
                    UnixDomainSocketAddress.of(
                            Zeropane.runtime().resolve("zeropane").resolve(pid + ".sock")));
            socket.write(ByteBuffer.wrap("stats\n".getBytes(StandardCharsets.US_ASCII)));
            socket.shutdownOutput();
            byte[] answer = Channels.newInputStream(socket).readAllBytes();
            return new ControlStats(JSON.std.mapFrom(new String(answer, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static long number(Map<String, Object> members, String name) {
        return ((Number) members.get(name)).longValue();
    }

    public long number(String name) {
        return number(all, name);
    }

    /// The member of this name, an object.
    @SuppressWarnings("unchecked")
    public Map<String, Object> object(String name) {
        return (Map<String, Object>) all.get(name);
    }

    /// Who gets keys and pointer: `virtio` or `qemu`, by `keyboard` and `pointer`.
    @SuppressWarnings("unchecked")
    public Map<String, String> input() {
        return (Map<String, String>) all.get("input");
    }

    /// The lights of the keyboard that are on.
    @SuppressWarnings("unchecked")
    public List<String> leds() {
        return (List<String>) all.get("leds");
    }

    /// The first screen.
    public Map<String, Object> screen() {
        return screen(0);
    }

    private Map<String, Object> screen(int number) {
        return list(all.get("scanouts")).get(number);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    /// The displays of the first screen.
    public List<Map<String, Object>> displays() {
        return list(screen().get("displays"));
    }

    /// A display of the first screen by its name.
    public Map<String, Object> display(String name) {
        return displays().stream()
                .filter(display -> name.equals(display.get("display")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + all));
    }

    /// How often the first screen's displays were given something new.
    long updates() {
        return number(screen(), "flips")
                + number(screen(), "refreshes")
                + number(screen(), "flushes");
    }

    /// What each display has shown and dropped is what it was given, but for one update on its way
    /// and one that waits.
    public void assertAddsUp() {
        for (Map<String, Object> display : displays()) {
            long given = updates();
            long done = number(display, "shown") + number(display, "dropped");
            assertTrue(done <= given && done >= given - 2, all::toString);
            assertTrue(number(display, "shown") > 0, all::toString);
        }
    }

    /// Whether a display that was there from the start has nothing left to do.
    public boolean isSettled(String name) {
        return displays().stream()
                .filter(display -> name.equals(display.get("display")))
                .allMatch(display ->
                        number(display, "shown") + number(display, "dropped") == updates());
    }

    /// Whether every display has nothing left to do.
    public boolean isSettled() {
        return displays().stream()
                .allMatch(display ->
                        number(display, "shown") + number(display, "dropped") == updates());
    }

    /// The size of the first screen's picture, as guests write it.
    public String mode() {
        return mode(0);
    }

    /// The size of another screen's picture.
    public String mode(int number) {
        return screen(number).get("width") + "x" + screen(number).get("height");
    }

    /// Whether the first screen's picture is exported, or why not.
    public String dmaBuf() {
        return (String) screen().get("dmabuf");
    }

    /// Bytes of guest memory that are pinned.
    public long pinned() {
        return number(object("pinned"), "used");
    }

    /// What the device and all displays have copied for the first screen.
    public long bytesCopied() {
        return number(screen(), "bytesCopied")
                + displays().stream().mapToLong(display -> number(display, "bytesCopied")).sum();
    }

    /// Asserts that the device never copied anything of the picture on the screen.
    public void assertAliased() {
        assertEquals("aliased", screen().get("storage"), all::toString);
        assertEquals(0, number(screen(), "bytesCopied"), all::toString);
    }
}
