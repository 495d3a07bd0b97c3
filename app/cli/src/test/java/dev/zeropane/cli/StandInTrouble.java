// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.device.GpuCommand;
import dev.zeropane.display.Display;
import dev.zeropane.display.Surface;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.testkit.QuietSurface;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/// `zeropane gpu` as a process of its own, with a display whose thread is in trouble: it opens a
/// FIFO, which takes until somebody opens it for writing.
public final class StandInTrouble {
    private StandInTrouble() {}

    /// What becomes of the display.
    private enum Kind {
        /// Its thread does not end.
        STUCK,
        /// Closing it does not return.
        HANGS,
        /// Its thread ends by an error once the FIFO is open.
        DIES
    }

    /// @param args the kind of trouble; the FIFO; then the arguments of `zeropane gpu`
    public static void main(String[] args) {
        Kind kind = Kind.valueOf(args[0]);
        GpuCommand gpu =
                new GpuCommand(settings ->
                        settings.toBuilder().displays(List.of(new Trouble(kind, args[1]))).build());
        Main.runProcess(() -> new CommandLine(gpu), Arrays.copyOfRange(args, 2, args.length));
    }

    private static final class Trouble implements Display {
        private final Kind kind;
        private final String fifo;
        private final Thread thread;

        private Trouble(Kind kind, String fifo) {
            this.kind = kind;
            this.fifo = fifo;
            this.thread = Thread.ofPlatform().name("display-in-trouble").unstarted(this::run);
            if (kind != Kind.HANGS) {
                thread.start();
            }
        }

        private void run() {
            open();
            throw new OutOfMemoryError("as ordered");
        }

        private void open() {
            try {
                new FileInputStream(fifo).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Surface open(int scanout) {
            return new QuietSurface();
        }

        @Override
        public String name() {
            return "trouble";
        }

        @Override
        public void close() {
            if (kind == Kind.HANGS) {
                open();
            }
            ThreadEnd.await(thread);
        }
    }
}
