// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstanceNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web1|web1",
                "web1,process=qemu|web1",
                "guest=web1,debug-threads=on|web1",
                "debug-threads=on,guest=web1|web1",
                "'guest=a,,b'|'a,b'",
                "guest=a=b|a=b",
                "'  web  1 '|web  1"
            })
    void ofArguments_asQemuReadsThem(String value, String name) {
        assertEquals(
                Optional.of(name),
                InstanceName.ofArguments(List.of("qemu", "-m", "1G", "-name", value, "-S")));
        assertEquals(Optional.of(name), InstanceName.ofArguments(List.of("qemu", "--name", value)));
    }

    @Test
    void ofArguments_noName_isNothing() {
        for (String line :
                List.of("qemu -m 1G", "qemu -name", "qemu -name debug-threads=on", "", "-name  ")) {
            assertEquals(
                    Optional.empty(),
                    InstanceName.ofArguments(Arrays.asList(line.split(" ", -1))),
                    line);
        }
    }

    @Test
    void clean_nothingThatMovesTheCursorOrTurnsText() {
        assertEquals("a[31mb", InstanceName.clean("a\u001b[31m\r\n\tb\u202e\u2028\ud800\u0085"));
        assertEquals(64, InstanceName.clean("x".repeat(10_000)).length());
        assertEquals("é😀", InstanceName.clean("é😀"));
    }

    @Test
    void of_vmmWithoutName_takesTheSocketsName() {
        // This process stands in for a VMM that nobody named.
        Optional<String> vmm = InstanceName.ofVmm((int) ProcessHandle.current().pid());
        assertEquals("vm.gpu", InstanceName.of(vmm, Optional.of(Path.of("/tmp/vm.gpu"))));
        String last = "gpu-" + ProcessHandle.current().pid();
        assertEquals(
                last, InstanceName.of(InstanceName.ofVmm(Integer.MAX_VALUE), Optional.empty()));
        assertEquals(last, InstanceName.of(vmm, Optional.of(Path.of("/"))));
        assertEquals(last, InstanceName.of(vmm, Optional.of(Path.of("\u0007"))));
    }
}
