// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.qemu.monitor.FakeQemu.Resize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sizes are said to a QEMU that is an independent piece of code.
final class ConsoleSizesTest {
    private static final Duration A_WHILE = Duration.ofMillis(300);

    private static final String RETURN = "{\"return\": {}}\n";

    @TempDir Path directory;

    private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
    private QemuLink link;
    private SizeWishes sizes;
    private FakeQemu qemu;

    @BeforeEach
    void connect() {
        Path monitor = directory.resolve("qmp.sock");
        link = QemuLink.listen(monitor, true, problems::add);
        sizes = link.sizes();
        qemu = new FakeQemu(monitor);
    }

    @AfterEach
    void close() {
        qemu.close();
        link.close();
        assertEquals(0, directory.toFile().list().length, "files left behind");
    }

    private String problem() throws InterruptedException {
        String problem = problems.poll(60, TimeUnit.SECONDS);
        assertTrue(problem != null, "no problem was told");
        return problem;
    }

    @Test
    void wish_reachesTheConsole() {
        qemu.join();
        sizes.wish(1, new Mode(1024, 768));
        Resize resize = qemu.resize();
        assertEquals(
                new Resize(resize.serial(), "/org/qemu/Display1/Console_1", 286, 1024, 768),
                resize);
    }

    @Test
    void wish_fromBeforeQemuIsThere_isKept() {
        sizes.wish(0, new Mode(640, 480));
        sizes.wish(0, new Mode(800, 600));
        qemu.join();
        assertEquals(800, qemu.resize().width());
        assertFalse(qemu.isCalled(A_WHILE));
    }

    @Test
    void manyWishes_theLatestIsSaid_andOnceMore() {
        qemu.join();
        sizes.wish(0, new Mode(640, 480));
        Resize first = qemu.resize();
        for (int width = 64; width <= 6400; width += 64) {
            sizes.wish(0, new Mode(width, 600));
        }
        assertFalse(qemu.isCalled(A_WHILE), "a call before the answer to another");
        qemu.answer(first.serial());
        Resize last = qemu.resize();
        assertEquals(6400, last.width());
        qemu.answer(last.serial());
        Resize again = qemu.resize();
        assertEquals(6400, again.width());
        assertNotEquals(last.widthMm(), again.widthMm(), "QEMU would not notice");
        qemu.answer(again.serial());
        assertFalse(qemu.isCalled(Duration.ofMillis(1500)));
    }

    @Test
    void eachScreen_hasItsWish() {
        sizes.wish(0, new Mode(640, 480));
        sizes.wish(1, new Mode(800, 600));
        qemu.join();
        Resize first = qemu.resize();
        qemu.answer(first.serial());
        Resize second = qemu.resize();
        assertEquals(640, first.width());
        assertEquals(800, second.width());
    }

    @Test
    void signals_areIgnored() {
        qemu.join();
        qemu.sayByDbus(FakeQemu.message(4, 0, "x"));
        sizes.wish(0, new Mode(640, 480));
        Resize first = qemu.resize();
        qemu.sayByDbus(FakeQemu.message(2, first.serial() + 1, ""));
        sizes.wish(0, new Mode(800, 600));
        assertFalse(qemu.isCalled(A_WHILE), "the answer was to another call");
        qemu.answer(first.serial());
        assertEquals(800, qemu.resize().width());
    }

    @Test
    void refusals_areTold() throws InterruptedException {
        qemu.join();
        sizes.wish(0, new Mode(640, 480));
        qemu.sayByDbus(FakeQemu.message(3, qemu.resize().serial(), "no such console"));
        assertTrue(problem().contains("no such console"));
        sizes.wish(0, new Mode(640, 480));
    }

    @Test
    void textOfQemus_doesNotReachTheTerminalAsItIs() throws InterruptedException {
        qemu.join();
        sizes.wish(0, new Mode(640, 480));
        qemu.sayByDbus(FakeQemu.message(3, qemu.resize().serial(), "no\u009b31m \u202ename"));
        assertTrue(problem().endsWith(": SetUIInfo: no 31m  name"));
    }

    @Test
    void monitorWithoutDbus_isTold() throws InterruptedException {
        qemu.say("{\"QMP\": {}}\r\n");
        qemu.command();
        qemu.say("{\"return\": {}}\r\n");
        qemu.takeDisplay();
        qemu.say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no \\u009bdisplay\"}}\r\n");
        assertTrue(problem().contains("no  display"));
    }

    @Test
    void rejection_isTold() throws InterruptedException {
        qemu.say("{\"QMP\": {}}\r\n");
        qemu.command();
        qemu.say("{\"return\": {}}\r\n");
        qemu.takeDisplay();
        qemu.sayByDbus("REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(problem().contains("REJECTED"));
    }

    @Test
    void qemusEnd_isNoProblem() {
        qemu.join();
        sizes.wish(0, new Mode(640, 480));
        qemu.resize();
        qemu.close();
        sizes.wish(0, new Mode(800, 600));
        assertTrue(problems.isEmpty(), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage\n", "[]\n", RETURN + RETURN + RETURN + RETURN + RETURN, "{\n"})
    void monitorThatIsNone_isTold(String line) throws InterruptedException {
        qemu.say(line);
        assertFalse(problem().isEmpty());
    }
}
