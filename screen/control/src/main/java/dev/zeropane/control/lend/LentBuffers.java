// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.display.FrameMemory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// The memory that a view's client keeps, by numbers, and what the client is to be told to forget.
/// Belongs to the control thread.
public final class LentBuffers {
    /// Guests flip between two or three buffers. The one that was shown longest ago goes first.
    public static final int MAX = 16;

    private final Map<FrameMemory, Long> numbers = new LinkedHashMap<>(MAX, 0.75f, true);
    private List<Long> toForget = new ArrayList<>();
    private long last;

    public LentBuffers() {}

    /// The number of memory that the client has.
    public OptionalLong find(FrameMemory memory) {
        Long number = numbers.get(memory);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /// Numbers memory that the client is about to get.
    public long add(FrameMemory memory) {
        if (numbers.size() == MAX) {
            Iterator<Long> oldest = numbers.values().iterator();
            toForget.add(oldest.next());
            oldest.remove();
        }
        long number = newNumber();
        numbers.put(memory, number);
        return number;
    }

    /// A number for memory that is none of the guest's.
    public long newNumber() {
        last++;
        return last;
    }

    public void forget(long number) {
        toForget.add(number);
    }

    public void forget(Predicate<FrameMemory> revoked) {
        numbers.entrySet()
                .removeIf(entry -> {
                    boolean gone = revoked.test(entry.getKey());
                    if (gone) {
                        toForget.add(entry.getValue());
                    }
                    return gone;
                });
    }

    /// What the client does not know yet to be gone.
    public List<Long> takeForgotten() {
        List<Long> taken = toForget;
        toForget = new ArrayList<>();
        return taken;
    }
}
