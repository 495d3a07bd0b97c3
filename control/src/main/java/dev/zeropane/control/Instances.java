package dev.zeropane.control;

import dev.zeropane.linux.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The running devices of this user.
public final class Instances {
    private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,9})\\.sock");

    private Instances() {}

    /// All of them, asked what they do.
    public static List<Instance> all() {
        return all(ControlDirectories.ofThisProcess());
    }

    static List<Instance> all(ControlDirectories directories) {
        List<Instance> found = new ArrayList<>();
        for (Entry entry : entries(directories)) {
            try (ControlClient client = ControlClient.connect(entry.path)) {
                found.add(new Instance(entry.pid, entry.path, ask(client)));
            } catch (LinuxException e) {
                entry.removeIfStale();
            }
        }
        return found;
    }

    private static Optional<Fields> ask(ControlClient client) {
        try {
            return Optional.of(client.stats());
        } catch (ControlException e) {
            return Optional.empty();
        }
    }

    /// The one that is meant.
    ///
    /// @param name its name or process id; may be left out if there is only one
    /// @throws ControlException if that is none or several, saying what there is
    public static Instance find(Optional<String> name) {
        return find(name, all());
    }

    /// Connects to the one that is meant, as [#find] finds it.
    public static ControlClient connect(String name) {
        Instance instance = find(Optional.of(name));
        try {
            return ControlClient.connect(instance.socket());
        } catch (LinuxException e) {
            throw new ControlException(instance + " has ended", e);
        }
    }

    static Instance find(Optional<String> name, List<Instance> all) {
        if (all.isEmpty()) {
            throw new ControlException("no guest is being shown");
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
            entry.removeIfStale();
        }
    }

    private record Entry(long pid, Path path) {
        /// A live process may just be about to listen; a dead one never will.
        private void removeIfStale() {
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    // Then it stays; it is only in the way.
                }
            }
        }
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
                // Gone meanwhile.
            }
        }
        return entries;
    }
}
