// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a program wrote to its standard output and error, within a time limit.
///
/// @param text empty if the program took longer
/// @param status its exit status; nothing if it was killed here
public record ProgramOutput(String text, OptionalInt status) {
    /// More than the output of any program that is run here.
    private static final int MAX_BYTES = 1 << 20;

    public static ProgramOutput of(Duration limit, List<String> command)
            throws IOException, InterruptedException {
        return until("", limit, command);
    }

    /// Runs a program until it ends, writes a certain text, or reaches the time limit. It has ended
    /// afterwards in any case.
    ///
    /// @param enough the text that ends the program; empty for none
    public static ProgramOutput until(String enough, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // The program also ends if this process is ended first, as by Ctrl-C when the program takes
        // too long.
        List<String> all = new ArrayList<>(PdeathSignal.prefix("KILL"));
        all.addAll(command);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String text = read(process.getInputStream(), enough, limit);
            boolean ended =
                    !isEnough(text, enough)
                            && process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            return new ProgramOutput(
                    text, ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty());
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// Reads on another thread, which is abandoned at the time limit: a child of the program may
    /// keep the pipe open for ever.
    private static String read(InputStream in, String enough, Duration limit)
            throws InterruptedException {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> text.complete(read(in, enough)));
        try {
            return text.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return "";
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(InputStream in, String enough) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = new byte[8192];
        try {
            while (text.length() < MAX_BYTES && !isEnough(text, enough)) {
                int count = in.read(bytes);
                if (count < 0) {
                    break;
                }
                text.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The program was ended, or closed its output.
        }
        // ISO 8859-1 kept the bytes; only the whole text can be decoded as UTF-8.
        return new String(
                text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static boolean isEnough(CharSequence text, String enough) {
        return !enough.isEmpty() && text.toString().contains(enough);
    }
}
