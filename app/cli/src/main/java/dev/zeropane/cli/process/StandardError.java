// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Standard error for all of this process: whoever prints there waits for nobody. A full pipe, a
/// terminal that was stopped by Ctrl-S or a slow disk may hold a write up for as long as they like,
/// and a device's thread with a message must not be held up with it.
///
/// Messages go, in their order, through a queue to a thread that writes them. What the queue has no
/// room for is not written; the place where it is missing says how many lines it was.
public final class StandardError extends OutputStream {
    /// A message is a line, or one with a stack trace.
    private static final int MOST_MESSAGES = 256;

    private static final int MOST_BYTES = 256 << 10;
    private static final Duration TO_FINISH = Duration.ofSeconds(1);

    /// @param lines how many are missing if it is not written
    private record Message(byte[] bytes, long lines) {
        static Message of(byte[] bytes) {
            long lines = 0;
            for (byte b : bytes) {
                if (b == '\n') {
                    lines++;
                }
            }
            return new Message(bytes, Math.max(1, lines));
        }

        static Message notice(long lost) {
            String text =
                    "zeropane: warning: %d %s not written\n"
                            .formatted(lost, lost == 1 ? "line was" : "lines were");
            return new Message(text.getBytes(StandardCharsets.US_ASCII), lost);
        }
    }

    /// That of this process, once there is one.
    private static volatile StandardError installed;

    private final OutputStream target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, which nobody holds while something is written.
    private final Queue<Message> messages = new ArrayDeque<>();
    private int queuedBytes;
    private byte[] begun = new byte[0];
    private long lost;
    private boolean writing;
    private boolean failed;
    private boolean started;

    /// @param target written to by a thread of its own
    StandardError(OutputStream target) {
        this.target = target;
    }

    /// Puts it in the place of [System#err].
    public static void install() {
        // Not by System.err, whose lock would be held while something is written.
        StandardError error = new StandardError(new FileOutputStream(FileDescriptor.err));
        installed = error;
        System.setErr(new PrintStream(error, true, System.err.charset()));
    }

    /// Standard error for a thread that may wait for whoever reads it, and must not lose a line.
    public static PrintStream direct() {
        return new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, System.err.charset());
    }

    /// Waits until all is written that was printed so far, but no longer than a person would: for
    /// the end of the process.
    public static void finish() {
        StandardError error = installed;
        if (error != null) {
            boolean _ = error.awaitWritten(TO_FINISH);
        }
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /// Everything up to the last line's end becomes a message, what follows waits for its own.
    @Override
    public void write(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            int end = length;
            while (end > 0 && bytes[offset + end - 1] != '\n') {
                end--;
            }
            if (end > 0) {
                begin(bytes, offset, end);
                flush();
            }
            begin(bytes, offset + end, length - end);
            if (begun.length > MOST_BYTES) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(byte[] bytes, int offset, int length) {
        byte[] longer = new byte[begun.length + length];
        System.arraycopy(begun, 0, longer, 0, begun.length);
        System.arraycopy(bytes, offset, longer, begun.length, length);
        begun = longer;
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            if (begun.length > 0) {
                add(Message.of(begun));
                begun = new byte[0];
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Message message) {
        if (!hasRoomFor(message)) {
            lost += message.lines();
            return;
        }
        enqueueNotice();
        enqueue(message);
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("zeropane-stderr").start(this::run);
        }
        changed.signalAll();
    }

    /// Any one message has room where there is no other.
    private boolean hasRoomFor(Message message) {
        return messages.isEmpty()
                || (messages.size() < MOST_MESSAGES
                        && queuedBytes + message.bytes().length <= MOST_BYTES);
    }

    private void enqueue(Message message) {
        messages.add(message);
        queuedBytes += message.bytes().length;
    }

    private void enqueueNotice() {
        if (lost > 0) {
            enqueue(Message.notice(lost));
            lost = 0;
        }
    }

    private void run() {
        while (true) {
            Message message = next();
            boolean written = hasWritten(message.bytes());
            lock.lock();
            try {
                writing = false;
                failed = !written;
                if (failed) {
                    lost += message.lines();
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean hasWritten(byte[] message) {
        try {
            target.write(message);
            return true;
        } catch (IOException e) {
            // A full disk, a pipe that nobody reads: there is no other place to say so.
            return false;
        }
    }

    private Message next() {
        lock.lock();
        try {
            while (messages.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            Message message = messages.remove();
            queuedBytes -= message.bytes().length;
            if (messages.isEmpty() && !failed) {
                // Nothing may follow for long. After a failure it waits for the next message: else
                // a notice that fails would be tried again at once, and for ever.
                enqueueNotice();
            }
            writing = true;
            return message;
        } finally {
            lock.unlock();
        }
    }

    /// @return whether all is written within the time
    boolean awaitWritten(Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (!messages.isEmpty() || writing) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    long _ = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
