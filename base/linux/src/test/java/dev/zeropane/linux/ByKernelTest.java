// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.kernel.KernelRelease;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByKernelTest {
    @ParameterizedTest
    @CsvSource({
        "4, 20, first",
        "6, 12, first",
        "6, 13, second",
        "6, 20, second",
        "7, 2, second",
        "7, 3, third",
        "8, 0, third"
    })
    void answer_isThatOfTheNearestVersionNotNewer(int major, int minor, String answer) {
        ByKernel<String> answers =
                ByKernel.always("first").from(7, 3, "third").from(6, 13, "second");
        assertEquals(answer, answers.expected(new KernelRelease(major, minor)));
    }
}
