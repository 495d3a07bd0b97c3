// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `web`: all devices of this user on one page. What browsers see there is tested with the page.
final class WebTest extends AskingTest {
    /// A guest's name and the width of its first screen.
    private static List<String> guests(HttpClient http, URI page) {
        String token = page.getFragment().replace("token=", "");
        HttpRequest request =
                HttpRequest.newBuilder(page.resolve("/guests"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        try {
            String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            List<String> names = new ArrayList<>();
            for (Object guest : (List<?>) JSON.std.mapFrom(answer).get("guests")) {
                Map<?, ?> members = (Map<?, ?>) guest;
                Map<?, ?> screen = (Map<?, ?>) ((List<?>) members.get("screens")).getFirst();
                Map<?, ?> stats = (Map<?, ?>) members.get("stats");
                names.add(
                        members.get("name")
                                + " "
                                + screen.get("width")
                                + " "
                                + stats.get("device"));
            }
            return names;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(HttpClient http, URI page, Program web, String... names) {
        Await.untilTrue(
                () -> List.of(names) + ", not " + guests(http, page) + web.err().text(),
                LIMIT,
                () -> guests(http, page).equals(List.of(names)));
    }

    @Test
    void web_showsAllGuests_whichComeAndGo() {
        try (Program web = Zeropane.start(directory, "web");
                HttpClient http = HttpClient.newHttpClient()) {
            String said = web.out().await("http://", LIMIT);
            URI page = URI.create(said.substring(said.indexOf("http://")).strip());
            await(http, page, web);
            try (DrawnGpu one = new DrawnGpu(directory, "one.gpu", "--display=none")) {
                DrawnGpu.Drawing drawing = one.drawing(64, 32);
                one.show(drawing, drawing.bounds());
                await(http, page, web, "one.gpu 64 gpu");
                try (DrawnGpu two = new DrawnGpu(directory, "two.gpu", "--display=none")) {
                    DrawnGpu.Drawing other = two.drawing(128, 32);
                    two.show(other, other.bounds());
                    await(http, page, web, "one.gpu 64 gpu", "two.gpu 128 gpu");
                }
                await(http, page, web, "one.gpu 64 gpu");
                // Nobody looks, so nothing is copied after the first picture.
                for (int i = 0; i < 20; i++) {
                    drawing.framebuffer().update(drawing.bounds());
                }
                String stats = ask("stats", "one.gpu", "--json");
                assertEquals(true, stats.contains("\"bytesCopied\":" + 64 * 32 * 4), stats);
                ProcessUsage before = ProcessUsage.of(one.pid());
                web.signal("TERM");
                web.awaitExit(143, LIMIT);
                Await.untilTrue(
                        () -> "less than " + before,
                        LIMIT,
                        () -> ProcessUsage.of(one.pid()).mappings() < before.mappings());
            }
        }
    }
}
