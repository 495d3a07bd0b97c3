// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import dev.zeropane.linux.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `-readconfig` file: each section is an option of the command line.
///
/// ```
/// [device "video"]
///   driver = "qxl-vga"
/// ```
///
/// Lines are read as QEMU reads them. Invalid lines are ignored, as QEMU itself refuses them.
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern NAMED = Pattern.compile("\\[(\\S{1,63}+)\\s*\"([^\"]{1,63}).*");
    private static final Pattern UNNAMED = Pattern.compile("\\[([^]]{1,63}).*");
    private static final Pattern PROPERTY =
            Pattern.compile("\\s*(\\S{1,63}+)\\s*=\\s*\"([^\"]*).*");

    /// Options whose section has another name.
    private static final Map<String, String> OPTIONS =
            Map.of("memory", "m", "smp-opts", "smp", "boot-opts", "boot");

    private ConfigFile() {}

    /// Reads the file's sections, in order.
    ///
    /// @param readconfig the option that names the file
    /// @throws CommandRefusedException if the file cannot be read, or is a pipe, which QEMU could
    ///   not read again
    static List<Argument> read(Argument readconfig) {
        String name = readconfig.value().orElse("");
        Path path = Path.of(name);
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw notTwice(readconfig);
            }
            return parse(name, text(path, readconfig));
        } catch (NoSuchFileException e) {
            throw new CommandRefusedException(readconfig + ": there is no such file");
        } catch (IOException e) {
            throw new CommandRefusedException(readconfig + " cannot be read: " + e);
        }
    }

    private static CommandRefusedException notTwice(Argument readconfig) {
        return new CommandRefusedException(
                readconfig
                        + " is no regular file, which QEMU could read after us: save its text as a"
                        + " file and name that");
    }

    private static String text(Path path, Argument readconfig) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CommandRefusedException(
                        readconfig + " is larger than any configuration of QEMU");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static List<Argument> parse(String file, String text) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher named = NAMED.matcher(line);
            Matcher unnamed = UNNAMED.matcher(line);
            Matcher property = PROPERTY.matcher(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (named.matches()) {
                sections.add(new Section(named.group(1), Optional.of(named.group(2)), number));
            } else if (unnamed.matches()) {
                sections.add(new Section(unnamed.group(1), Optional.empty(), number));
            } else if (property.matches() && !sections.isEmpty()) {
                sections.getLast().add(property.group(1), property.group(2), number);
            }
        }
        return sections.stream().map(section -> section.argument(file)).toList();
    }

    /// A section, while its lines are read.
    private static final class Section {
        private final String group;
        private final String title;
        private final int first;
        private final Map<String, String> all = new LinkedHashMap<>();
        private int last;

        Section(String group, Optional<String> id, int line) {
            this.group = group;
            this.title = "[" + group + id.map(name -> " \"" + name + "\"").orElse("") + "]";
            this.first = line;
            this.last = line;
            id.ifPresent(name -> all.put("id", name));
        }

        void add(String key, String value, int line) {
            all.put(key, value);
            last = line;
        }

        Argument argument(String file) {
            String lines = first == last ? "line " + first : "lines " + first + " to " + last;
            return new Argument(
                    OPTIONS.getOrDefault(group, group),
                    Optional.empty(),
                    Optional.of(new Properties(all)),
                    Printable.of(lines + " of " + file + ", " + title));
        }
    }
}
