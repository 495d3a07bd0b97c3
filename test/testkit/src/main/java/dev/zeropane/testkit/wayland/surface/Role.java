// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

/// What a surface is used for.
public interface Role {
    /// The interface or request that gives it; a surface keeps it for life.
    String roleName();

    /// Whether its object is still there, so that the surface must not be destroyed.
    boolean isInUse();

    /// A commit came.
    ///
    /// @throws ProtocolError if its state does not allow it
    default void beforeCommit(SurfaceUpdate update) {}

    /// The surface's state was applied.
    default void applied(SurfaceUpdate update) {}

    /// The surface was destroyed.
    default void surfaceGone() {}
}
