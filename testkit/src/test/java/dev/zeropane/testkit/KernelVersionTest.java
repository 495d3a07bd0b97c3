package dev.zeropane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelVersionTest {
    private static final NavigableMap<KernelVersion, String> ROWS =
            new TreeMap<>(Map.of(version("6.9"), "six nine", version("6.12"), "six twelve"));

    private static KernelVersion version(String text) {
        return KernelVersion.parse(text);
    }

    @Test
    void running_isWhatUnameSays() throws Exception {
        Process uname = new ProcessBuilder("uname", "-r").start();
        String release = new String(uname.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(version(release.strip()), KernelVersion.running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "6.12.48+deb13-amd64", "6.12-rc3", "6.12+"})
    void parse_suffix_doesNotMatter(String release) {
        assertEquals(new KernelVersion(6, 12), version(release));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "six.twelve", "6.", "v6.12"})
    void parse_noVersion_refused(String release) {
        assertThrows(IllegalArgumentException.class, () -> version(release));
    }

    @Test
    void order_isOfNumbers() {
        assertTrue(version("6.9").compareTo(version("6.12")) < 0);
        assertTrue(version("7.0").compareTo(version("6.12")) > 0);
    }

    @Test
    void expected_ownRow_saysNothing() {
        assertEquals("", printed(() -> assertEquals("six nine", version("6.9").expected(ROWS))));
    }

    @Test
    void expected_noRow_isNearestLowerAndSaidOnce() {
        KernelVersion next = version("7.3");
        String said =
                printed(() -> {
                    assertEquals("six twelve", next.expected(ROWS));
                    assertEquals("six twelve", next.expected(ROWS));
                });
        assertEquals("Linux 7.3 has no expectations of its own: those of 6.12\n", said);
    }

    @Test
    void expected_beforeAllRows_fails() {
        assertThrows(AssertionError.class, () -> version("6.8").expected(ROWS));
    }

    private static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
