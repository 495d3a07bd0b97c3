package dev.zeropane.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of Linux, as far as what it does depends on it: fixes of a stable series change no
/// interface.
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final int MAX_LENGTH = 64;
    private static final Pattern FORMAT = Pattern.compile("(\\d+)\\.(\\d+)(?!\\d).*");
    private static final Comparator<KernelVersion> ORDER =
            Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

    /// What has been said about versions without expectations of their own.
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    /// The kernel this runs on.
    public static KernelVersion running() {
        try (InputStream in = Files.newInputStream(RELEASE)) {
            // In one read: a sysctl gives nothing to a second one, and Files.readString begins by
            // reading a single byte of a file whose length is said to be 0.
            return parse(new String(in.readNBytes(MAX_LENGTH), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RELEASE, e);
        }
    }

    /// Reads "6.12" as well as "6.12.48+deb13-amd64".
    ///
    /// @throws IllegalArgumentException if it is neither
    public static KernelVersion parse(String release) {
        Matcher matcher = FORMAT.matcher(release);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no kernel version: '" + release + "'");
        }
        return new KernelVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// What is expected of this version: its own row, else that of the nearest lower version, which
    /// is said once.
    ///
    /// @param rows for each version from which on something else is expected
    /// @throws AssertionError if all rows are of later versions
    public <T> T expected(NavigableMap<KernelVersion, T> rows) {
        Map.Entry<KernelVersion, T> row = rows.floorEntry(this);
        if (row == null) {
            throw new AssertionError(
                    "nothing is known of Linux " + this + ", only of " + rows.keySet());
        }
        String notice =
                "Linux " + this + " has no expectations of its own: those of " + row.getKey();
        if (!row.getKey().equals(this) && SAID.add(notice)) {
            System.out.println(notice);
        }
        return row.getValue();
    }

    @Override
    public int compareTo(KernelVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
