// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Fd;
import java.util.List;
import java.util.Optional;

/// What a device has sent.
///
/// @param fields of the JSON object
/// @param fds that came with it, which are closed with it
public record Message(Fields fields, List<Fd> fds) implements AutoCloseable {
    public Message {
        fds = List.copyOf(fds);
    }

    /// The descriptor, if one came.
    public Optional<Fd> fd() {
        return fds.stream().findFirst();
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
    }
}
