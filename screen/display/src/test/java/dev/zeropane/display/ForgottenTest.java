// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ForgottenTest {
    private static final int MANY = 10_000;

    private final Forgotten forgotten = new Forgotten();

    private static final class Memory implements FrameMemory {
        @Override
        public boolean read(Reader reader) {
            return false;
        }
    }

    private static List<FrameMemory> memories(int count) {
        return Stream.<FrameMemory>generate(Memory::new).limit(count).toList();
    }

    @Test
    void taken_areThoseOfThen() {
        FrameMemory first = new Memory();
        FrameMemory second = new Memory();
        Predicate<FrameMemory> none = forgotten.take(Optional.empty());
        forgotten.add(first);
        Predicate<FrameMemory> one = forgotten.take(Optional.empty());
        forgotten.add(second);
        assertFalse(none.test(first));
        assertTrue(one.test(first));
        assertFalse(one.test(second));
        assertTrue(forgotten.take(Optional.empty()).test(second));
        assertTrue(forgotten.isEmpty());
    }

    @Test
    void tooMany_areAllButWhatIsShown() {
        List<FrameMemory> many = memories(MANY);
        many.forEach(forgotten::add);
        FrameMemory shown = new Memory();
        Predicate<FrameMemory> gone = forgotten.take(Optional.of(shown));
        assertTrue(many.stream().allMatch(gone));
        assertFalse(gone.test(shown));
        assertTrue(gone.test(new Memory()));
        assertFalse(forgotten.take(Optional.empty()).test(many.getLast()));
    }
}
