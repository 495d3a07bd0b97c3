// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {
    @Test
    void words_areReadAsTheyAre() {
        assertEquals(
                "qemu -m 4G 'a b' 'it'\\''s' '$x' '' a=b,c:/d",
                ShellWords.quote(List.of("qemu", "-m", "4G", "a b", "it's", "$x", "", "a=b,c:/d")));
    }
}
