// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every interface in the folder says what the specification says, in Debian's XML files of it in
/// the toolbox.
final class ProtocolTest {
    private static final Path FOLDER =
            Path.of(
                    System.getProperty("zeropane.root"),
                    "screen/wayland/src/main/java/dev/zeropane/wayland/protocol");

    /// In one line, or two where that is too long.
    private static final Pattern COMMENT =
            Pattern.compile(
                    "^/// `(\\w+)`, version (\\d+) of(?: |\n/// )`([\\w.-]+)`\\.$",
                    Pattern.MULTILINE);

    /// Names below this package.
    static List<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.map(file -> FOLDER.relativize(file).toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .map(name -> name.replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void interfaces_areFound() throws IOException {
        assertTrue(
                classes().containsAll(List.of("WlSurface", "extension.XdgSurface")),
                classes()::toString);
        assertTrue(classes().size() > 20, classes()::toString);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void comment_namesInterfaceAndVersion(String name) throws Exception {
        Interface<?, ?> type = type(name);
        Matcher comment = comment(name);
        assertEquals(type.name(), comment.group(1));
        assertEquals(type.version(), Integer.parseInt(comment.group(2)));
        String simpleName = name.substring(name.lastIndexOf('.') + 1);
        assertEquals(type.name().replace("_", ""), simpleName.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void interface_isTheSpecifications(String name) throws Exception {
        Interface<?, ?> type = type(name);
        Specification specification = specification(name, type);
        assertTrue(
                specification.version() >= type.version(),
                name + ": version " + specification.version());
        assertMessages(specification.requests(), type.requests(), type.version());
        assertMessages(specification.events(), type.events(), type.version());
    }

    @ParameterizedTest
    @MethodSource("classes")
    void constants_areTheSpecifications(String name) throws Exception {
        Specification specification = specification(name, type(name));
        for (Field field : load(name).getFields()) {
            if (field.getType() == int.class) {
                assertEquals(
                        specification.constants().get(field.getName()),
                        field.get(null),
                        name + "." + field.getName());
            }
        }
    }

    /// All there are in the version, and their opcodes are their places.
    private static void assertMessages(
            List<Specification.Message> expected, List<? extends Message> ours, int version) {
        assertEquals(
                expected.stream()
                        .limit(ours.size())
                        .map(message -> message.name() + " " + message.signature())
                        .toList(),
                ours.stream()
                        .map(message -> message.wireName() + " " + message.signature())
                        .toList());
        for (Specification.Message left : expected.subList(ours.size(), expected.size())) {
            assertTrue(left.since() > version, left + " is missing");
        }
        assertTrue(expected.stream().limit(ours.size()).allMatch(m -> m.since() <= version));
    }

    private static Specification specification(String name, Interface<?, ?> type)
            throws IOException {
        String toolbox = System.getProperty("zeropane.toolbox");
        assumeTrue(toolbox != null, "no toolbox with Wayland's XML files: run ./check");
        Path folder = Path.of(toolbox, "wayland");
        assumeTrue(Files.isDirectory(folder), "the toolbox has no " + folder);
        return Specification.read(folder.resolve(comment(name).group(3)), type.name());
    }

    private static Matcher comment(String name) throws IOException {
        Matcher comment =
                COMMENT.matcher(Files.readString(FOLDER.resolve(name.replace('.', '/') + ".java")));
        assertTrue(comment.find(), name + " does not say what it is");
        return comment;
    }

    private static Interface<?, ?> type(String name) throws ReflectiveOperationException {
        return (Interface<?, ?>) load(name).getField("INTERFACE").get(null);
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(ProtocolTest.class.getPackageName() + "." + name);
    }
}
