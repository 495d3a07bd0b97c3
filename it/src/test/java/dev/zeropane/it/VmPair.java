package dev.zeropane.it;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Two equal virtual machines: one with a graphics card of ours, one with QEMU's own, the oracle.
/// What we show must be what QEMU shows, pixel by pixel.
final class VmPair implements AutoCloseable {
    private static final Duration TO_DRAW = Duration.ofMinutes(1);

    /// How many looks in a row must find the same for a picture to count as finished.
    private static final int STABLE_LOOKS = 4;

    /// For a person to look at.
    private static final Path PICTURES = Zeropane.root().resolve("it/target/pictures");

    private final Path directory;
    private final QemuVersion version;
    private final Cards cards;
    private final GpuServer server;
    private final Vm oracle;
    private Vm ours;

    /// The names of the graphics cards of both.
    record Cards(String ours, String oracle) {
        static final Cards GPU = new Cards("vhost-user-gpu-pci", "virtio-gpu-pci");

        /// With a VGA beside, as firmware of old wants it.
        static final Cards VGA = new Cards("vhost-user-vga", "virtio-vga");
    }

    private VmPair(Path directory, QemuVersion version, Cards cards, List<String> system) {
        this.directory = directory;
        this.version = version;
        this.cards = cards;
        this.server = new GpuServer(directory);
        Optional<Vm> first = Optional.empty();
        try {
            first = Optional.of(startOurs(system));
            ours = first.get();
            oracle =
                    Vm.start(
                            directory,
                            version,
                            Vm.MEMFD,
                            List.of("-device", cards.oracle()),
                            system);
        } catch (RuntimeException | AssertionError e) {
            first.ifPresent(Vm::close);
            server.close();
            throw e;
        }
    }

    /// Starts both, and does not wait for them.
    ///
    /// @param system what to boot
    static VmPair start(QemuVersion version, Cards cards, List<String> system) {
        Toolbox.require();
        try {
            return new VmPair(Files.createTempDirectory("zeropane-it-"), version, cards, system);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Boots Linux in both.
    ///
    /// @param more to put on the kernel's command line
    static VmPair linux(QemuVersion version, Cards cards, String more) {
        VmPair pair = start(version, cards, Vm.linux(more));
        try {
            pair.oracle.awaitLinux();
            pair.ours.awaitLinux();
            return pair;
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    private Vm startOurs(List<String> system) {
        return Vm.start(
                directory, version, Vm.MEMFD, Vm.served(cards.ours(), server.socket()), system);
    }

    GpuServer server() {
        return server;
    }

    Vm ours() {
        return ours;
    }

    Vm oracle() {
        return oracle;
    }

    /// Kills our QEMU and starts another, which connects to the same server.
    void replaceOurs(List<String> system) {
        ours.close();
        ours = startOurs(system);
    }

    /// Waits until both print this on their serial ports.
    void awaitText(String text) {
        oracle.serial().awaitText(text);
        ours.serial().awaitText(text);
    }

    /// Types exactly these characters in both.
    void type(String characters) {
        oracle.serial().type(characters);
        ours.serial().type(characters);
    }

    /// Runs a shell command in both.
    void run(String command) {
        oracle.run(command);
        ours.run(command);
    }

    /// Has both print a new random word on an empty screen, and waits until we show what QEMU
    /// shows.
    Picture assertSameWord(String name) {
        String word = randomWord();
        return assertSameAfter(
                name, () -> run("printf '\\033[2J\\033[H%s\\n' " + word + " > /dev/tty1"));
    }

    /// Has something drawn in both, and waits until we show what QEMU shows: both pictures new,
    /// both finished, and the same.
    Picture assertSameAfter(String name, Runnable drawing) {
        Optional<Picture> oursBefore = server.picture();
        Optional<Picture> oracleBefore = oracle.screendump();
        drawing.run();
        Looks looks = new Looks(oursBefore, oracleBefore);
        try {
            Await.untilTrue(looks::describe, TO_DRAW, looks::look);
        } catch (AssertionError e) {
            looks.save(name + "-" + version);
            throw e;
        }
        Picture picture = looks.last.orElseThrow();
        picture.write(PICTURES.resolve(name + "-" + version + ".png"));
        return picture;
    }

    static String randomWord() {
        return RandomGenerator.getDefault()
                .ints(12, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Looks at both until they have been new and the same for a while.
    private final class Looks {
        private final Optional<Picture> oursBefore;
        private final Optional<Picture> oracleBefore;
        private Optional<Picture> actual = Optional.empty();
        private Optional<Picture> expected = Optional.empty();
        private Optional<Picture> last = Optional.empty();
        private int same;

        Looks(Optional<Picture> oursBefore, Optional<Picture> oracleBefore) {
            this.oursBefore = oursBefore;
            this.oracleBefore = oracleBefore;
        }

        boolean look() {
            expected = oracle.screendump();
            actual = server.picture();
            boolean equal =
                    expected.isPresent()
                            && expected.equals(actual)
                            && !expected.equals(oracleBefore)
                            && !actual.equals(oursBefore);
            same = equal && actual.equals(last) ? same + 1 : 0;
            last = actual;
            return same >= STABLE_LOOKS;
        }

        String describe() {
            if (expected.isEmpty() || actual.isEmpty()) {
                return "two pictures: we show " + actual + ", QEMU " + expected;
            }
            return "the picture QEMU shows: "
                    + new PictureDifference(actual.get(), expected.get())
                    + (expected.equals(oracleBefore) ? "; QEMU shows nothing new" : "")
                    + (actual.equals(oursBefore) ? "; we show nothing new" : "")
                    + "\n"
                    + server.process().err().text();
        }

        void save(String name) {
            if (expected.isPresent() && actual.isPresent()) {
                new PictureDifference(actual.get(), expected.get()).save(PICTURES, name);
            }
        }
    }

    @Override
    public void close() {
        ours.close();
        oracle.close();
        server.close();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
