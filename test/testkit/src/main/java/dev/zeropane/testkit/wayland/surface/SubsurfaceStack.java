// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import java.util.ArrayList;
import java.util.List;

/// A surface and its subsurfaces, the lowest first.
final class SubsurfaceStack {
    private final Surface surface;
    private final List<Subsurface> subsurfaces = new ArrayList<>();
    private final List<Surface> pending = new ArrayList<>();
    private List<Surface> order;

    SubsurfaceStack(Surface surface) {
        this.surface = surface;
        pending.add(surface);
        order = List.of(surface);
    }

    /// The surface itself and its subsurfaces, as they lie on each other.
    public List<Surface> order() {
        return order;
    }

    List<Subsurface> subsurfaces() {
        return List.copyOf(subsurfaces);
    }

    public Subsurface of(Surface child) {
        return subsurfaces.stream()
                .filter(subsurface -> subsurface.surface() == child)
                .findFirst()
                .orElseThrow();
    }

    public void add(Subsurface subsurface) {
        subsurfaces.add(subsurface);
        pending.add(subsurface.surface());
    }

    public void remove(Surface child) {
        subsurfaces.removeIf(subsurface -> subsurface.surface() == child);
        pending.remove(child);
        order = order.stream().filter(one -> one != child).toList();
    }

    /// @return whether the sibling is one, or the parent
    boolean place(Surface child, Surface sibling, boolean above) {
        if (child == sibling || !pending.contains(sibling)) {
            return false;
        }
        pending.remove(child);
        pending.add(pending.indexOf(sibling) + (above ? 1 : 0), child);
        return true;
    }

    void applyPending() {
        order = List.copyOf(pending);
    }

    /// Whether this surface is somewhere below another one in the tree.
    boolean isBelow(Surface ancestor) {
        return ancestor.children().subsurfaces.stream()
                .map(Subsurface::surface)
                .anyMatch(child -> child == surface || isBelow(child));
    }

    /// Subsurfaces of a surface that is gone are not shown.
    void parentGone() {
        subsurfaces.forEach(subsurface -> subsurface.surface().unmap());
    }
}
