// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.function.Consumer;

/// Arrays as the wire has them: numbers in the machine's order.
public final class NativeBytes {
    private NativeBytes() {}

    public static byte[] of(int size, Consumer<ByteBuffer> fill) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        fill.accept(bytes);
        return bytes.array();
    }

    public static byte[] words(Collection<Integer> values) {
        return of(Integer.BYTES * values.size(), bytes -> values.forEach(bytes::putInt));
    }
}
