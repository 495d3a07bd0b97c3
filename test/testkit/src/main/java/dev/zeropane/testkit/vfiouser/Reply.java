// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

import dev.zeropane.linux.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// What a server answered. Owns the descriptors that came with it.
///
/// @param flags 1 for a reply, with 0x20 for one that says that the command failed
/// @param error an error number, of a reply that says so
public record Reply(int id, int command, int flags, int error, byte[] payload, List<Fd> fds)
        implements AutoCloseable {
    public static final int OK = 0x1;
    public static final int FAILED = 0x21;

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
    }

    public int u16(int at) {
        return Short.toUnsignedInt(buffer().getShort(at));
    }

    public int u32(int at) {
        return buffer().getInt(at);
    }

    public long u64(int at) {
        return buffer().getLong(at);
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
    }
}
