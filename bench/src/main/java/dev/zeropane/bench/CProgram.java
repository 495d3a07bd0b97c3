// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// `udmabuf-cost.c`, which stays alive and measures when told to.
final class CProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final OutputStream in;
    private final Path memory;

    private CProgram(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.US_ASCII);
        this.in = process.getOutputStream();
        this.memory = Path.of(line());
    }

    /// @param pages of the memfd it makes
    static CProgram start(String program, int pages) throws IOException {
        return new CProgram(
                new ProcessBuilder(program, Integer.toString(pages))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /// Its memfd, all pages there. Both make their dma-bufs of it, so that both have the same pages
    /// of the machine.
    Path memory() {
        return memory;
    }

    DmaBufCost measure(int pages, int run) throws IOException {
        in.write((pages + " " + run + "\n").getBytes(StandardCharsets.US_ASCII));
        in.flush();
        long[] nanos = Arrays.stream(line().split(" ")).mapToLong(Long::parseLong).toArray();
        return new DmaBufCost(nanos[0], nanos[1], nanos[2]);
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the C program has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
