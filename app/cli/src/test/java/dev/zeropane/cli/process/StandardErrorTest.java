// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StandardErrorTest {
    private static final Pattern NOTICE =
            Pattern.compile("zeropane: warning: (\\d+) lines? (?:was|were) not written");
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void nobodyReads_printingGoesOn_andWhatIsMissingIsCountedInItsPlace() throws IOException {
        PipedInputStream reader = new PipedInputStream(16);
        StandardError error = new StandardError(new PipedOutputStream(reader));
        PrintStream out = new PrintStream(error, true, StandardCharsets.UTF_8);
        int printed = 2000;
        for (int i = 0; i < printed; i++) {
            out.println("line " + i);
        }
        assertFalse(error.awaitWritten(Duration.ZERO));

        BufferedReader lines =
                new BufferedReader(new InputStreamReader(reader, StandardCharsets.UTF_8));
        int next = 0;
        int kept = 0;
        while (next < printed) {
            String line = lines.readLine();
            Matcher notice = NOTICE.matcher(line);
            if (notice.matches()) {
                next += Integer.parseInt(notice.group(1));
            } else {
                assertEquals("line " + next, line);
                next++;
                kept++;
            }
        }
        assertEquals(printed, next);
        assertTrue(kept >= 256, "only " + kept + " were kept");
        out.println("the next");
        assertEquals("the next", lines.readLine());
        assertTrue(error.awaitWritten(LONG));
    }

    @Test
    void messageOfSeveralLines_staysTogether_andALongOneIsWhole() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        StandardError error = new StandardError(written);
        PrintStream out = new PrintStream(error, true, StandardCharsets.UTF_8);
        String trace = "what happened\n" + "\tat somewhere\n".repeat(1000);
        String endless = "x".repeat(1 << 17);

        out.println(trace);
        assertTrue(error.awaitWritten(LONG));
        out.print("begun, ");
        out.println("ended");
        assertTrue(error.awaitWritten(LONG));
        out.println(endless);
        assertTrue(error.awaitWritten(LONG));
        out.print("no end of a line");
        out.flush();
        assertTrue(error.awaitWritten(LONG));

        String all = trace + "\nbegun, ended\n" + endless + "\nno end of a line";
        assertTrue(all.equals(written.toString(StandardCharsets.UTF_8)));
    }

    /// A full disk, then room again.
    @Test
    void failedWrites_areCounted() {
        List<String> written = new ArrayList<>();
        AtomicInteger tried = new AtomicInteger();
        StandardError error =
                new StandardError(
                        new OutputStream() {
                            @Override
                            public void write(int value) {
                                throw new AssertionError("one message at a time");
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length)
                                    throws IOException {
                                tried.incrementAndGet();
                                if (tried.get() <= 3) {
                                    throw new IOException("No space left on device");
                                }
                                written.add(
                                        new String(bytes, offset, length, StandardCharsets.UTF_8));
                            }
                        });
        PrintStream out = new PrintStream(error, true, StandardCharsets.UTF_8);
        out.println("fails");
        assertTrue(error.awaitWritten(LONG));
        // And the word of the first.
        out.println("fails too");
        assertTrue(error.awaitWritten(LONG));
        out.println("goes well");
        assertTrue(error.awaitWritten(LONG));
        assertEquals("goes well\n", written.removeLast());
        assertEquals(
                2,
                written.stream()
                        .mapToInt(notice -> Integer.parseInt(notice.replaceAll("[^0-9]", "")))
                        .sum(),
                written.toString());
    }

    /// A pipe whose reader is gone.
    @Test
    void everyWriteFails_messagesAreTriedOnce() {
        AtomicInteger tried = new AtomicInteger();
        StandardError error =
                new StandardError(
                        new OutputStream() {
                            @Override
                            public void write(int value) throws IOException {
                                tried.incrementAndGet();
                                throw new IOException("Broken pipe");
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length)
                                    throws IOException {
                                write(0);
                            }
                        });
        PrintStream out = new PrintStream(error, true, StandardCharsets.UTF_8);
        for (int i = 0; i < 10; i++) {
            out.println("nobody reads");
            assertTrue(error.awaitWritten(LONG));
        }
        assertTrue(tried.get() <= 20, tried + " writes of ten lines and at most ten notices");
    }
}
