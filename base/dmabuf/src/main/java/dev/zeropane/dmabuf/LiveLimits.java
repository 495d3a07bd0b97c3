// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.kernel.OpenParameter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// The kernel's limits with their files kept open, to be read before every dma-buf: opening the
/// files each time would be a good part of the cost of a small dma-buf. Safe from any thread.
final class LiveLimits implements AutoCloseable {
    private final Optional<OpenParameter> entries;
    private final Optional<OpenParameter> mebibytes;

    private LiveLimits(Optional<OpenParameter> entries, Optional<OpenParameter> mebibytes) {
        this.entries = entries;
        this.mebibytes = mebibytes;
    }

    /// @param parameters a directory like [UdmabufLimits#PARAMETERS]
    static LiveLimits open(Path parameters) {
        Optional<OpenParameter> entries =
                OpenParameter.open(parameters.resolve(UdmabufLimits.LIST_LIMIT));
        try {
            return new LiveLimits(
                    entries, OpenParameter.open(parameters.resolve(UdmabufLimits.SIZE_LIMIT_MB)));
        } catch (LinuxException e) {
            entries.ifPresent(OpenParameter::close);
            throw e;
        }
    }

    UdmabufLimits current() {
        return UdmabufLimits.of(number(entries), number(mebibytes));
    }

    private static OptionalLong number(Optional<OpenParameter> parameter) {
        return parameter.map(OpenParameter::number).orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
        entries.ifPresent(OpenParameter::close);
        mebibytes.ifPresent(OpenParameter::close);
    }
}
