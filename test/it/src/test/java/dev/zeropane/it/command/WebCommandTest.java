// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Jcmd;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--display web` of the commands that serve a device.
@Tag("cli")
final class WebCommandTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Pattern ADDRESS =
            Pattern.compile(
                    "the guest is at (http://127\\.0\\.0\\.1:\\d+/)#token=(\\S{43})(?!\\S)");

    @TempDir private Path directory;
    private Path temporary;

    @BeforeEach
    void temporary() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    private Program start(String... arguments) {
        return Zeropane.start(directory, temporary, arguments);
    }

    private static Matcher address(String text) {
        Matcher found = ADDRESS.matcher(text);
        assertTrue(found.find(), text);
        return found;
    }

    @Test
    void gpu_printsTheAddress_servesThePage_andLeavesNothing() throws Exception {
        URI page;
        try (Program gpu = start("gpu", "--socket-path=gpu.sock", "--display=web")) {
            gpu.err().await("waiting for a VMM", LIMIT);
            Matcher address = address(gpu.out().text());
            page = URI.create(address.group(1));
            assertFalse(gpu.err().text().contains(address.group(2)), "the token is in the log");
            assertTrue(get(page, "").body().contains("<!doctype html>"));
            HttpResponse<String> answer = get(page.resolve("guests"), address.group(2));
            Map<?, ?> guest = (Map<?, ?>) first(JSON.std.mapFrom(answer.body()), "guests");
            assertEquals(
                    Map.of("screen", 0, "viewers", 0, "shown", 0, "bytesSent", 0),
                    first(guest, "screens"));
            // As zeropane stats has them.
            Map<?, ?> scanout = (Map<?, ?>) first((Map<?, ?>) guest.get("stats"), "scanouts");
            Map<?, ?> display = (Map<?, ?>) first(scanout, "displays");
            assertEquals("web:" + page.getPort(), display.get("display"));
            assertTrue(loadedOfTheServer(gpu) > 0);
            gpu.signal("TERM");
            gpu.awaitExit(0, LIMIT);
        }
        assertThrows(UncheckedIOException.class, () -> get(page, ""));
        assertFalse(Files.exists(directory.resolve("gpu.sock")));
    }

    private static Object first(Map<?, ?> object, String array) {
        return ((List<?>) object.get(array)).getFirst();
    }

    @Test
    void gpu_withoutPage_hasNothingOfItsServer() {
        try (Program gpu = start("gpu", "--socket-path=gpu.sock", "--display=vnc")) {
            gpu.err().await("waiting for a VMM", LIMIT);
            assertEquals(0, loadedOfTheServer(gpu));
        }
    }

    /// How many classes of it have objects. (An AOT cache makes a class known that nobody uses.)
    private static long loadedOfTheServer(Program program) {
        return Jcmd.run(program.pid(), "GC.class_histogram")
                .lines()
                .filter(line ->
                        line.contains(" org.eclipse.jetty.") || line.contains(" org.slf4j."))
                .count();
    }

    @Test
    void demo_withoutSession_printsTheAddressLast_andItsGuestIsThere() throws Exception {
        try (Program demo = start("demo", "--guest=builtin")) {
            demo.err().await("#token=", LIMIT);
            Matcher address = address(demo.err().text());
            URI guests = URI.create(address.group(1) + "guests");
            Await.untilTrue(
                    () -> demo.err().text(),
                    LIMIT,
                    () ->
                            get(guests, address.group(2))
                                    .body()
                                    .contains("\"width\":1280,\"height\":800"));
            String answer = get(guests, address.group(2)).body();
            assertTrue(answer.contains("\"storage\":\"aliased\""), answer);
            assertTrue(
                    demo.err().text().strip().endsWith(address.group().strip()), demo.err().text());
            demo.signal("TERM");
            demo.awaitExit(143, LIMIT);
        }
        assertFalse(Files.exists(directory.resolve("zeropane-demo")));
    }

    private static HttpResponse<String> get(URI address, String token) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .header("Authorization", "Bearer " + token)
                            .timeout(LIMIT)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
