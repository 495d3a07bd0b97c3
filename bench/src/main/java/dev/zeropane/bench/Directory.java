// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A temporary directory for sockets, gone when closed.
record Directory(Path path) implements AutoCloseable {
    static Directory create() throws IOException {
        return new Directory(Files.createTempDirectory("zeropane-bench-"));
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(path)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }
}
