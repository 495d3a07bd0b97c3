package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a class of tests that leaves open or mapped what its tests made: dma-bufs, memfds, sync
/// files, devices.
final class OpenThings implements BeforeAllCallback, AfterAllCallback {
    private static final Pattern OURS =
            Pattern.compile("(/dmabuf:|/memfd:|anon_inode:|/dev/(dri|udmabuf|virtio-ports)).*");

    private Set<String> before = Set.of();

    @Override
    public void beforeAll(ExtensionContext context) {
        before = now();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertEquals(before, now());
    }

    private static Set<String> now() {
        Set<String> things = new TreeSet<>();
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"));
                Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            fds.forEach(fd -> add(things, fd.getFileName() + " ", target(fd)));
            mappings.forEach(line -> {
                // 7f00-7f01 rw-s 00000000 00:01 1234    /memfd:name (deleted)
                String[] fields = line.split(" +", 6);
                add(things, fields[0] + " ", fields[fields.length - 1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return things;
    }

    private static void add(Set<String> things, String where, String what) {
        if (OURS.matcher(what).matches()) {
            things.add(where + what);
        }
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (NoSuchFileException closedSince) {
            // The descriptor of the listing itself.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
