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

/// What a program said, on both its outputs, within a time.
///
/// @param text nothing if it took longer
/// @param status its exit status; nothing if it was ended here
public record ProgramOutput(String text, OptionalInt status) {
    /// More than any program asked here says.
    private static final int MAX_BYTES = 1 << 20;

    public static ProgramOutput of(Duration limit, List<String> command)
            throws IOException, InterruptedException {
        return until("", limit, command);
    }

    /// Runs a program until it ends, says a text after which it need not go on, or has had its
    /// time. It is gone afterwards.
    ///
    /// @param enough that text; an empty one if there is none
    public static ProgramOutput until(String enough, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // Gone also if we are ended first, as by Ctrl-C for a program that takes too long.
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

    /// On a thread of its own, left behind if need be: a child of the program may hold the pipe for
    /// ever.
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
        // Byte by byte until it is whole.
        return new String(
                text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static boolean isEnough(CharSequence text, String enough) {
        return !enough.isEmpty() && text.toString().contains(enough);
    }
}
