// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The running devices of this user.
public final class Instances {
    private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,9})(-[0-9]+)?\\.sock");

    /// What there is to say if none runs.
    public static final String NOBODY =
            "no guest is being shown; zeropane demo starts one, zeropane run your own";

    private static final long RETRY_NANOS = 5_000_000;

    private static final String SILENT = "does not answer";

    /// Why nobody gets as far as to ask something.
    private static final String CROWDED =
            "its control socket takes nobody in, as too many wait there; end what floods it, or see"
                    + " whether its process is stopped";

    private Instances() {}

    /// All running devices with their statistics. Asks all at once, so this takes only as long as
    /// the slowest.
    public static List<Instance> all() {
        return all(ControlDirectories.ofThisProcess());
    }

    /// As [#all()], for whoever does not wait so long for those that do not answer.
    public static List<Instance> all(Duration limit) {
        return all(ControlDirectories.ofThisProcess(), limit);
    }

    static List<Instance> all(ControlDirectories directories) {
        return all(directories, ControlClient.ANSWER_TIMEOUT);
    }

    static List<Instance> all(ControlDirectories directories, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        List<Question> questions = entries(directories).stream().map(Question::new).toList();
        try {
            questions.forEach(Question::ask);
            return questions.stream().flatMap(question -> question.answer(end).stream()).toList();
        } finally {
            questions.forEach(Question::close);
        }
    }

    /// A request for one process's statistics.
    private static final class Question implements AutoCloseable {
        private final Entry entry;
        private Optional<ControlClient> client = Optional.empty();
        private boolean unasked = true;
        private boolean gone;

        Question(Entry entry) {
            this.entry = entry;
        }

        void ask() {
            try {
                client = Optional.of(ControlClient.ask(entry.path));
                unasked = false;
            } catch (ControlException e) {
                unasked = false;
            } catch (LinuxException e) {
                gone = e.errno() != Errno.EAGAIN;
                if (e.errno() == Errno.ECONNREFUSED) {
                    entry.removeIfDead();
                }
            }
        }

        /// @return nothing if the process has ended
        Optional<Instance> answer(long end) {
            while (unasked && !gone && System.nanoTime() - end < 0) {
                // The socket's queue of waiting clients is full.
                LockSupport.parkNanos(RETRY_NANOS);
                ask();
            }
            return gone ? Optional.empty() : Optional.of(instance(end));
        }

        private Instance instance(long end) {
            if (unasked) {
                return silent(CROWDED);
            }
            try {
                Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
                return client.map(asked -> asked.answer(left))
                        .map(stats -> new Instance(entry.pid, entry.path, Optional.of(stats), ""))
                        .orElseGet(() -> silent(""));
            } catch (ControlException e) {
                return silent(e.getMessage());
            }
        }

        private Instance silent(String reason) {
            return new Instance(
                    entry.pid,
                    entry.path,
                    Optional.empty(),
                    reason.isEmpty() || reason.endsWith(SILENT) ? SILENT : SILENT + ": " + reason);
        }

        @Override
        public void close() {
            client.ifPresent(ControlClient::close);
        }
    }

    /// Finds the running device with a name.
    ///
    /// @param name its name or process id; empty to find the only device
    /// @throws ControlException if no device or several match; the message lists all devices
    public static Instance find(Optional<String> name) {
        return find(name, all());
    }

    /// Connects to a running device that [#find] finds.
    public static ControlClient connect(String name) {
        return connect(find(Optional.of(name)), ControlClient::connect);
    }

    /// Does a person's input to a running device.
    ///
    /// @throws ControlException if it takes none
    public static ControlInput input(Instance instance, ControlInput.Listener listener) {
        return connect(instance, path -> ControlInput.connect(path, listener));
    }

    /// Shares the clipboard of a running device.
    ///
    /// @throws ControlException if it is not shared
    public static ControlClipboard clipboard(
            Instance instance, ControlClipboard.Listener listener) {
        return connect(instance, path -> ControlClipboard.connect(path, listener));
    }

    private static <T> T connect(Instance instance, Function<Path, T> client) {
        try {
            return client.apply(instance.socket());
        } catch (LinuxException e) {
            throw new ControlException(
                    instance
                            + (e.errno() == Errno.EAGAIN
                                    ? " " + SILENT + ": " + CROWDED
                                    : " has ended"),
                    e);
        }
    }

    static Instance find(Optional<String> name, List<Instance> all) {
        if (all.isEmpty()) {
            throw new ControlException(NOBODY);
        }
        List<Instance> meant =
                name.map(n -> all.stream().filter(i -> i.isCalled(n)).toList()).orElse(all);
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        String wrong =
                name.map(n ->
                                (meant.isEmpty() ? "no guest is called " : "several are called ")
                                        + InstanceName.clean(n))
                        .orElse("which one?");
        String list = all.stream().map(Instance::toString).collect(Collectors.joining(", "));
        throw new ControlException(wrong + "; there are: " + list);
    }

    /// Removes the sockets of processes that were killed.
    static void sweep(ControlDirectories directories) {
        for (Entry entry : entries(directories)) {
            entry.sweep();
        }
    }

    private record Entry(long pid, Path path) {
        /// Whether there is no process with this id in this PID namespace. A process in another
        /// one, such as a container that shares the directory, may have it.
        private boolean isDead() {
            return !Files.exists(Path.of("/proc", Long.toString(pid)));
        }

        private void sweep() {
            try {
                if (isDead() && UnixServerSocket.isLeftBehind(path)) {
                    removeIfDead();
                }
            } catch (LinuxException e) {
                // Nobody can tell now: it stays until the next time.
            }
        }

        /// Call it only if nobody listens at the socket. A live process may be about to listen; a
        /// dead one never will.
        private void removeIfDead() {
            if (isDead()) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    // A left-over file does no harm.
                }
            }
        }
    }

    static boolean isSocket(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches();
    }

    private static List<Entry> entries(ControlDirectories directories) {
        List<Entry> entries = new ArrayList<>();
        for (Path directory : directories.existing()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Matcher name = FILE.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        entries.add(new Entry(Long.parseLong(name.group(1)), file));
                    }
                }
            } catch (IOException e) {
                // The directory was removed meanwhile.
            }
        }
        return entries;
    }
}
