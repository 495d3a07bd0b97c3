// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.view;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.FrameMessage;
import dev.zeropane.control.Message;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.WrongDescriptorException;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.util.Optional;

/// The memory of a picture in another process: the guest's own pages, or a copy that follows the
/// damage. The view's thread closes it when the other process says that it is gone.
final class RemoteMemory implements FrameMemory, AutoCloseable {
    private final long size;

    // Guarded by this.
    private Optional<DmaBuf> buffer;
    private Optional<Mapping> mapping;
    private Optional<LinearMemory> pixels;

    private RemoteMemory(long size, Optional<DmaBuf> buffer, Optional<Mapping> mapping) {
        this.size = size;
        this.buffer = buffer;
        this.mapping = mapping;
        this.pixels = mapping.map(m -> new LinearMemory(m.segment()));
    }

    /// Takes what came with the message of a frame.
    ///
    /// @throws ControlException if it is not what it should be
    static RemoteMemory of(Message message) {
        if (FrameMessage.memory(message.fields()) == FrameMessage.Memory.DMABUF) {
            try {
                DmaBuf buffer =
                        DmaBuf.adopt(
                                message.fd()
                                        .orElseThrow(() ->
                                                new ControlException(
                                                        "a picture came without its memory"))
                                        .dup());
                return new RemoteMemory(buffer.size(), Optional.of(buffer), Optional.empty());
            } catch (WrongDescriptorException e) {
                throw new ControlException("a picture came in something else than it said", e);
            }
        }
        Mapping mapped = FrameMessage.map(message.fields(), message.fd());
        return new RemoteMemory(mapped.segment().byteSize(), Optional.empty(), Optional.of(mapped));
    }

    /// In bytes.
    long size() {
        return size;
    }

    /// Whether it is the guest's own pages.
    synchronized boolean isDmaBuf() {
        return buffer.isPresent();
    }

    @Override
    public boolean read(Reader reader) {
        Optional<LinearMemory> linear = linear();
        return linear.isPresent() && linear.get().read(reader);
    }

    /// A dma-buf is mapped when it is first read, which those who import it never do.
    private synchronized Optional<LinearMemory> linear() {
        if (pixels.isEmpty() && buffer.isPresent()) {
            try {
                Mapping mapped = Mapping.of(buffer.get().fd(), 0, size, Mapping.Access.READ);
                mapping = Optional.of(mapped);
                pixels = Optional.of(new LinearMemory(mapped.segment()));
            } catch (LinuxException e) {
                return Optional.empty();
            }
        }
        return pixels;
    }

    @Override
    public synchronized Optional<DmaBuf> dmaBuf() {
        try {
            return buffer.map(DmaBuf::duplicate);
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        mapping.ifPresent(Mapping::close);
        buffer.ifPresent(DmaBuf::close);
        mapping = Optional.empty();
        pixels = Optional.empty();
        buffer = Optional.empty();
    }
}
