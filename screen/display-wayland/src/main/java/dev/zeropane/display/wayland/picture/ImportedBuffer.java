// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import java.util.Optional;

/// A dma-buf of a guest's picture that the compositor was asked to import.
///
/// It is asked with `create`, as a failed `create_immed` may end the connection.
final class ImportedBuffer {
    enum State {
        /// The compositor has not answered.
        PENDING,
        READY,
        FAILED
    }

    private final Proxy<ZwpLinuxBufferParamsV1.Request> params;
    private final Runnable answered;
    private Optional<Proxy<WlBuffer.Request>> buffer = Optional.empty();
    private State state = State.PENDING;
    private boolean destroyed;

    /// @param dmaBuf stays owned by the caller, who may close it at once
    /// @param answered called when the compositor has answered, also after [#destroy]
    ImportedBuffer(
            Proxy<ZwpLinuxDmabufV1.Request> importer,
            DmaBuf dmaBuf,
            ImportLayout layout,
            long modifier,
            Runnable answered) {
        this.answered = answered;
        params =
                importer.create(
                        ZwpLinuxDmabufV1.Request.CREATE_PARAMS,
                        ZwpLinuxBufferParamsV1.INTERFACE,
                        this::event);
        params.request(ZwpLinuxBufferParamsV1.Request.ADD)
                .fd(dmaBuf.fd())
                .unsigned(0)
                .unsigned((int) layout.offset())
                .unsigned(layout.stride())
                .unsigned((int) (modifier >>> 32))
                .unsigned((int) modifier)
                .send();
        params.request(ZwpLinuxBufferParamsV1.Request.CREATE)
                .integer(layout.width())
                .integer(layout.height())
                .unsigned(layout.fourcc())
                .unsigned(0)
                .send();
    }

    private void event(ZwpLinuxBufferParamsV1.Event event, Arguments arguments) {
        switch (event) {
            case CREATED -> {
                // A `release` does not matter: the guest draws at any time.
                buffer = Optional.of(arguments.newObject(WlBuffer.INTERFACE, Handler.none()));
                state = State.READY;
            }
            case FAILED -> state = State.FAILED;
        }
        params.request(ZwpLinuxBufferParamsV1.Request.DESTROY).send();
        if (destroyed) {
            destroyBuffer();
        }
        // Called even after the buffer was destroyed: other frames have waited for this answer.
        answered.run();
    }

    State state() {
        return state;
    }

    /// The buffer, if the state is [State#READY].
    Proxy<WlBuffer.Request> buffer() {
        return buffer.orElseThrow();
    }

    /// Destroys the buffer; the compositor releases the memory when it shows something else.
    void destroy() {
        destroyed = true;
        destroyBuffer();
    }

    private void destroyBuffer() {
        buffer.ifPresent(made -> made.request(WlBuffer.Request.DESTROY).send());
        buffer = Optional.empty();
    }
}
