// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Gives class files older than Java 6 the stack maps of newer ones, for the AOT cache leaves out what it
/// could only check the old way (JDK-8317269). Picocli's are Java 5's; without them in the cache every start
/// takes a third longer.
///
/// Arguments: jars, rewritten in place if need be.
final class Modernize {
    private static final int OLD = ClassFile.JAVA_5_VERSION;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    public static void main(String[] args) throws IOException {
        for (String arg : args) {
            new Modernize().rewrite(Path.of(arg));
        }
    }

    private void rewrite(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
            }
        }
        if (entries.entrySet().stream().noneMatch(e -> isOld(e.getKey(), e.getValue()))) {
            return;
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(partial))) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(e.getKey()));
                out.write(isOld(e.getKey(), e.getValue()) ? modern(e.getValue()) : e.getValue());
            }
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The major version is the big-endian u2 at 6 (JVMS 4.1).
    private static boolean isOld(String name, byte[] content) {
        return name.endsWith(".class") && ((content[6] & 0xff) << 8 | content[7] & 0xff) <= OLD;
    }

    private byte[] modern(byte[] content) {
        ClassFile classFile =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(this::inThisJar)
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassModel model = classFile.parse(content);
        return classFile.transformClass(
                model,
                // Bodies are written anew, as only those get stack maps.
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                        .andThen(
                                ClassTransform.endHandler(
                                        builder ->
                                                builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }

    private ByteArrayInputStream inThisJar(ClassDesc type) {
        String name = type.descriptorString();
        byte[] content = entries.get(name.substring(1, name.length() - 1) + ".class");
        return content == null ? null : new ByteArrayInputStream(content);
    }
}
