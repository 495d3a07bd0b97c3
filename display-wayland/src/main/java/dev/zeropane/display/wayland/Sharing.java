package dev.zeropane.display.wayland;

import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import java.util.Set;

/// Whether compositors get memory that guests draw into ([SharedBuffers]). What `wl_shm` does not
/// take costs the connection, so after the first time that happened it is not tried again. Outlives
/// connections.
final class Sharing {
    private static final Set<String> INTERFACES =
            Set.of(WlShm.INTERFACE.name(), WlShmPool.INTERFACE.name(), WlBuffer.INTERFACE.name());

    private boolean tried;
    private boolean refused;

    boolean isAllowed() {
        return !refused;
    }

    /// A compositor was given some.
    void isTried() {
        tried = true;
    }

    /// The connection has ended.
    ///
    /// @param blamed the interface of the object that the compositor named for that, if any
    /// @return whether it was because of such memory
    boolean isRefused(String blamed) {
        boolean now = tried && INTERFACES.contains(blamed);
        tried = false;
        refused |= now;
        return now;
    }
}
