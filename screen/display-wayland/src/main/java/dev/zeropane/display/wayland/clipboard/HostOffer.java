// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.linux.Fd;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What some client of the compositor's offers in a selection. Of its types only the best one of
/// text is kept, however many there are.
final class HostOffer {
    private final BiConsumer<String, Fd> receive;
    private final Runnable destroy;
    private Optional<String> text = Optional.empty();
    private boolean ours;
    private boolean destroyed;

    /// @param receive has the client write what it offers by a type to a descriptor, which stays
    ///   the caller's
    /// @param destroy of the protocol's object
    HostOffer(BiConsumer<String, Fd> receive, Runnable destroy) {
        this.receive = receive;
        this.destroy = destroy;
    }

    /// It is also offered by this type.
    void add(String type) {
        if (TextTypes.isOurs(type)) {
            ours = true;
        } else if (TextTypes.isText(type)) {
            text = Optional.of(text.map(best -> TextTypes.better(best, type)).orElse(type));
        }
    }

    /// Whether it is the guest's own text, offered by us.
    boolean isOurs() {
        return ours;
    }

    boolean hasText() {
        return text.isPresent();
    }

    /// Has the text written to a pipe.
    void receiveText(Fd pipe) {
        if (!destroyed) {
            text.ifPresent(type -> receive.accept(type, pipe));
        }
    }

    void destroy() {
        if (!destroyed) {
            destroyed = true;
            destroy.run();
        }
    }
}
