// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.testkit.wayland.buffer.Dmabuf;
import dev.zeropane.testkit.wayland.buffer.Shm;
import dev.zeropane.testkit.wayland.seat.Seat;
import dev.zeropane.testkit.wayland.seat.ShortcutsInhibitManager;
import dev.zeropane.testkit.wayland.selection.DataManager;
import dev.zeropane.testkit.wayland.selection.PrimaryManager;
import dev.zeropane.testkit.wayland.server.Globals;
import dev.zeropane.testkit.wayland.shell.DecorationManager;
import dev.zeropane.testkit.wayland.shell.Shell;
import dev.zeropane.testkit.wayland.surface.FractionalScaleManager;
import dev.zeropane.testkit.wayland.surface.Output;
import dev.zeropane.testkit.wayland.surface.Subcompositor;
import dev.zeropane.testkit.wayland.surface.SurfaceFactory;
import dev.zeropane.testkit.wayland.surface.Viewporter;
import java.util.Map;

/// The interfaces that a client can bind, and how their objects are made.
final class Interfaces {
    static final Map<String, Globals.Factory> ALL =
            Map.ofEntries(
                    Map.entry("wl_compositor", SurfaceFactory::new),
                    Map.entry("wl_subcompositor", Subcompositor::new),
                    Map.entry("wl_shm", Shm::new),
                    Map.entry("wl_output", Output::new),
                    Map.entry("wl_seat", Seat::new),
                    Map.entry("xdg_wm_base", Shell::new),
                    Map.entry("zwp_linux_dmabuf_v1", Dmabuf::new),
                    Map.entry("wp_viewporter", Viewporter::new),
                    Map.entry("wp_fractional_scale_manager_v1", FractionalScaleManager::new),
                    Map.entry("zxdg_decoration_manager_v1", DecorationManager::new),
                    Map.entry("wl_data_device_manager", DataManager::new),
                    Map.entry("zwp_primary_selection_device_manager_v1", PrimaryManager::new),
                    Map.entry(
                            "zwp_keyboard_shortcuts_inhibit_manager_v1",
                            ShortcutsInhibitManager::new));

    private Interfaces() {}
}
