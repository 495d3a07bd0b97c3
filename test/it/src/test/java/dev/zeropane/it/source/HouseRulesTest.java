// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of our own that no compiler knows, kept by what is shipped: read from its sources, and
/// from the class files that were made of them.
final class HouseRulesTest {
    /// With or without others.
    private static final Pattern RESTRICTED =
            Pattern.compile("@SuppressWarnings\\s*\\([^)]*\"restricted\"");

    private static final String LINUX = "base/linux";

    private static final Pattern QUESTION = Pattern.compile("(lambda\\$)?(is|has)[A-Z].*");

    private record Method(String module, ClassModel owner, MethodModel method) {
        String name() {
            return method.methodName().stringValue();
        }

        boolean has(BiPredicate<Method, CodeElement> wanted) {
            return method.code().stream()
                    .flatMap(code -> code.elementStream())
                    .anyMatch(element -> wanted.test(this, element));
        }

        @Override
        public String toString() {
            return module + ": " + owner.thisClass().asInternalName() + "." + name();
        }
    }

    private static Set<String> modules() {
        Set<String> modules = new TreeSet<>();
        SourceTree.productionJava().forEach(file -> modules.add(file.subpath(0, 2).toString()));
        return modules;
    }

    private static List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (String module : modules()) {
            Path classes = Zeropane.root().resolve(module).resolve("target/classes");
            assertTrue(Files.isDirectory(classes), () -> classes + ": build it first");
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    ClassModel owner = ClassFile.of().parse(file);
                    owner.methods().forEach(m -> methods.add(new Method(module, owner, m)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return methods;
    }

    private static void assertNone(Stream<?> found, String rule) {
        assertEquals("", String.join("\n", found.map(Object::toString).sorted().toList()), rule);
    }

    @Test
    void onlyLinux_callsWhatIsRestricted() {
        List<Path> users =
                SourceTree.productionJava().stream()
                        .filter(file -> RESTRICTED.matcher(SourceTree.read(file)).find())
                        .toList();
        assertTrue(users.stream().anyMatch(file -> file.startsWith(LINUX)), users::toString);
        assertNone(
                users.stream().filter(file -> !file.startsWith(LINUX)),
                "@SuppressWarnings(\"restricted\") is for linux");
    }

    @Test
    void onlyLinux_knowsWhereMemoryLies() {
        List<Method> users =
                methods().stream().filter(m -> m.has(HouseRulesTest::address)).toList();
        assertTrue(users.stream().anyMatch(m -> m.module.equals(LINUX)), users::toString);
        assertNone(
                users.stream().filter(m -> !m.module.equals(LINUX)),
                "MemorySegment.address() is for linux");
    }

    private static boolean address(Method user, CodeElement element) {
        return element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals("java/lang/foreign/MemorySegment")
                && call.name().equalsString("address");
    }

    /// `isOpen` and `hasRoom` answer; what does something is called by a verb.
    @Test
    void questions_answer_andChangeNothing() {
        List<Method> questions =
                methods().stream().filter(m -> QUESTION.matcher(m.name()).matches()).toList();
        assertTrue(questions.size() > 100, () -> questions.size() + " questions");
        assertNone(
                questions.stream().filter(HouseRulesTest::isStatement),
                "is... and has... answer, and change no field");
    }

    private static boolean isStatement(Method question) {
        boolean answersNothing =
                !question.name().startsWith("lambda")
                        && question.method
                                .methodTypeSymbol()
                                .returnType()
                                .descriptorString()
                                .equals("V");
        return answersNothing || question.has(HouseRulesTest::assignment);
    }

    private static boolean assignment(Method question, CodeElement element) {
        return element instanceof FieldInstruction access
                && (access.opcode() == Opcode.PUTFIELD || access.opcode() == Opcode.PUTSTATIC);
    }
}
