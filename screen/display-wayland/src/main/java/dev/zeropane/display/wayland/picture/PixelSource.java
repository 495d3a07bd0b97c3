// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBufMapping;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads frames for a compositor that does not import them. A frame that was exported for an import
/// that then failed may be readable only through its dma-buf, which is mapped for that.
final class PixelSource implements AutoCloseable {
    private Optional<FrameMemory> mapped = Optional.empty();
    private Optional<DmaBufMapping> mapping = Optional.empty();

    /// @return false if there is no memory to read, or less than the picture needs
    boolean read(Frame frame, FrameMemory.Reader reader) {
        boolean[] large = {false};
        FrameMemory.Reader checked =
                pixels -> {
                    large[0] = pixels.byteSize() >= frame.requiredBytes();
                    if (large[0]) {
                        reader.accept(pixels);
                    }
                };
        if (frame.memory().read(checked)) {
            close();
            return large[0];
        }
        if (mapping.isEmpty() || !mapped.equals(Optional.of(frame.memory()))) {
            close();
            mapping = map(frame.memory());
            mapped = Optional.of(frame.memory());
        }
        mapping.ifPresent(m -> checked.accept(m.segment()));
        return mapping.isPresent() && large[0];
    }

    private static Optional<DmaBufMapping> map(FrameMemory memory) {
        Optional<DmaBuf> dmaBuf = memory.dmaBuf();
        try {
            return dmaBuf.map(buffer -> buffer.map(Mapping.Access.READ));
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        } finally {
            dmaBuf.ifPresent(DmaBuf::close);
        }
    }

    /// Unmaps memory that the guest took back.
    void forget(Predicate<FrameMemory> revoked) {
        if (mapped.filter(revoked).isPresent()) {
            close();
        }
    }

    @Override
    public void close() {
        mapping.ifPresent(DmaBufMapping::close);
        mapping = Optional.empty();
        mapped = Optional.empty();
    }
}
