// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.zeropane.linux.raw.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A file on FUSE whose server answers nothing any more once the file is open: whoever asks about
/// it, reads it or closes it waits until this is closed, and nothing else wakes him.
///
/// ```
/// request: u32 length | u32 opcode | u64 unique | u64 node | u32 uid, gid, pid, padding | ...
/// answer:  u32 length | i32 error | u64 unique | ...
/// ```
public final class SilentFile implements AutoCloseable {
    private static final int LOOKUP = 1;
    private static final int FORGET = 2;
    private static final int GETATTR = 3;
    private static final int OPEN = 14;
    private static final int RELEASE = 18;
    private static final int INIT = 26;
    private static final int REGULAR = 0100600;
    private static final int DIRECTORY = 040700;
    private static final long FILE_NODE = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Arena arena = Arena.ofShared();
    private final Path directory;
    private final Fd device;
    private final MemorySegment request = arena.allocate(1 << 20, 8);
    private final MemorySegment answer = arena.allocate(256, 8);

    /// The kernel's questions that are not answered.
    private final BlockingQueue<Integer> unanswered = new LinkedBlockingQueue<>();

    private volatile boolean silent;
    private final Thread server;

    private SilentFile(Path directory, Fd device) {
        this.directory = directory;
        this.device = device;
        this.server = Thread.ofPlatform().daemon().name("fuse").start(this::serve);
    }

    /// Makes one, if this process may mount file systems.
    public static Optional<SilentFile> mount() {
        try (Arena local = Arena.ofConfined()) {
            Fd device = Fd.open(Path.of("/dev/fuse"), Mapping.Access.READ_WRITE);
            Path directory = Files.createTempDirectory("silent-");
            String data = "fd=%d,rootmode=40000,user_id=0,group_id=0".formatted(device.number());
            if (Raw.mount(local, directory.toString(), "fuse", data) < 0) {
                device.close();
                Files.delete(directory);
                return Optional.empty();
            }
            return Optional.of(new SilentFile(directory, device));
        } catch (LinuxException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Opens the file, and from then on nothing is answered.
    public Fd open() {
        Fd fd = Fd.open(directory.resolve("file"), Mapping.Access.READ);
        silent = true;
        return fd;
    }

    /// Which question waits for an answer, the first to come.
    public int awaitUnanswered() throws InterruptedException {
        Integer question = unanswered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (question == null) {
            throw new AssertionError("no question within " + PATIENCE.toSeconds() + " s");
        }
        return question;
    }

    private void serve() {
        while (true) {
            long count = Libc.read(device.number(), request);
            if (count == -Errno.EINTR || count == -Errno.ENOENT) {
                continue;
            }
            if (count < 40) {
                return;
            }
            int opcode = request.get(JAVA_INT, 4);
            if (opcode == FORGET || (opcode == RELEASE && silent)) {
                continue;
            }
            if (silent) {
                unanswered.add(opcode);
            } else {
                answer(opcode);
            }
        }
    }

    private void answer(int opcode) {
        answer.fill((byte) 0);
        int length =
                switch (opcode) {
                    case INIT -> {
                        answer.set(JAVA_INT, 16, 7);
                        answer.set(JAVA_INT, 20, 31);
                        answer.set(JAVA_INT, 36, 4096); // max_write
                        yield 64;
                    }
                    case LOOKUP -> {
                        answer.set(JAVA_LONG, 16, FILE_NODE);
                        answer.set(JAVA_LONG, 32, 3600);
                        answer.set(JAVA_LONG, 40, 3600);
                        attributes(56, FILE_NODE);
                        yield 128;
                    }
                    case GETATTR -> {
                        answer.set(JAVA_LONG, 16, 3600);
                        attributes(32, request.get(JAVA_LONG, 16));
                        yield 104;
                    }
                    case OPEN -> 16;
                    default -> {
                        answer.set(JAVA_INT, 4, -Errno.ENOSYS);
                        yield 0;
                    }
                };
        answer.set(JAVA_INT, 0, 16 + length);
        answer.set(JAVA_LONG, 8, request.get(JAVA_LONG, 8));
        long _ = Libc.write(device.number(), answer.asSlice(0, 16L + length));
    }

    /// `struct fuse_attr`.
    private void attributes(long at, long node) {
        answer.set(JAVA_LONG, at, node);
        answer.set(JAVA_LONG, at + 8, node == FILE_NODE ? 4096 : 0);
        answer.set(JAVA_INT, at + 60, node == FILE_NODE ? REGULAR : DIRECTORY);
        answer.set(JAVA_INT, at + 64, 1); // nlink
    }

    /// Whoever waits is woken, by an error.
    @Override
    public void close() {
        try (Arena local = Arena.ofConfined()) {
            // Forced: that ends the server's connection, and with it every question.
            Raw.unmount(local, directory.toString());
            server.join();
            device.close();
            Files.delete(directory);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            arena.close();
        }
    }
}
