// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlDataDeviceManager;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceManagerV1;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a compositor is like from its start.
public final class CompositorOptions {
    private static final int DEFAULT_SCALE_120 = 120;

    private final Map<String, Integer> globals = new LinkedHashMap<>();
    private List<DmabufFormat> dmabufFormats = linear();
    private Set<Integer> shmFormats = Set.copyOf(PixelLayout.WORDS);
    private int largestPool = Integer.MAX_VALUE;
    private Optional<Feedback> feedback = Optional.empty();
    private Size output = new Size(1920, 1080);
    private Wish firstWindow = new Wish(0, 0, Set.of());
    private long mainDevice;
    private int scale120 = DEFAULT_SCALE_120;
    private int capabilities = WlSeat.CAPABILITY_POINTER | WlSeat.CAPABILITY_KEYBOARD;
    private boolean serverSideDecoration = true;

    /// Everything that the compositor knows, in the versions that our client speaks.
    public CompositorOptions() {
        for (Interface<?, ?> type :
                List.of(
                        WlCompositor.INTERFACE,
                        WlSubcompositor.INTERFACE,
                        WlShm.INTERFACE,
                        WlOutput.INTERFACE,
                        WlSeat.INTERFACE,
                        XdgWmBase.INTERFACE,
                        ZwpLinuxDmabufV1.INTERFACE,
                        WpViewporter.INTERFACE,
                        WpFractionalScaleManagerV1.INTERFACE,
                        ZxdgDecorationManagerV1.INTERFACE,
                        ZwpKeyboardShortcutsInhibitManagerV1.INTERFACE,
                        WlDataDeviceManager.INTERFACE,
                        ZwpPrimarySelectionDeviceManagerV1.INTERFACE)) {
            globals.put(type.name(), type.version());
        }
    }

    private static List<DmabufFormat> linear() {
        return PixelLayout.WORDS.stream()
                .map(format -> new DmabufFormat(format, DmabufFormat.DRM_FORMAT_MOD_LINEAR))
                .toList();
    }

    /// Does not offer an interface.
    public CompositorOptions without(String type) {
        globals.remove(type);
        return this;
    }

    /// Offers an interface in an older version.
    public CompositorOptions version(String type, int version) {
        globals.put(type, version);
        return this;
    }

    public CompositorOptions dmabufFormats(List<DmabufFormat> formats) {
        dmabufFormats = List.copyOf(formats);
        return this;
    }

    /// @param formats taken in shared memory, of those in [PixelLayout]
    public CompositorOptions shmFormats(Set<Integer> formats) {
        shmFormats = Set.copyOf(formats);
        return this;
    }

    /// Cannot map a pool of more bytes.
    public CompositorOptions largestPool(int bytes) {
        largestPool = bytes;
        return this;
    }

    /// Says of the formats something else than all of them in one tranche, since version 4.
    public CompositorOptions feedback(Feedback said) {
        feedback = Optional.of(said);
        return this;
    }

    /// What the dma-buf feedback says, which need not be true.
    ///
    /// @param tableSize bytes, as the event says
    /// @param fileSize bytes of the table that there are, at least 1, at most those of the formats
    /// @param tranches indices of formats
    public record Feedback(int tableSize, int fileSize, List<List<Integer>> tranches) {}

    /// @param device the `dev_t` that the dma-buf feedback names
    public CompositorOptions mainDevice(long device) {
        mainDevice = device;
        return this;
    }

    /// The screen, in pixels.
    public CompositorOptions output(int width, int height) {
        output = new Size(width, height);
        return this;
    }

    /// @param scale how many pixels each of the surfaces' coordinates takes, in 120ths
    public CompositorOptions scale120(int scale) {
        scale120 = scale;
        return this;
    }

    /// @param flags of `wl_seat.capability`
    public CompositorOptions capabilities(int flags) {
        capabilities = flags;
        return this;
    }

    /// Windows have to draw their frames themselves.
    public CompositorOptions clientSideDecoration() {
        serverSideDecoration = false;
        return this;
    }

    /// How new windows are configured; without this they may be as they like.
    ///
    /// @param states `XdgToplevel.STATE_...`
    public CompositorOptions firstWindow(int width, int height, Integer... states) {
        firstWindow = new Wish(width, height, new TreeSet<>(List.of(states)));
        return this;
    }

    public Map<String, Integer> globals() {
        return globals;
    }

    public List<DmabufFormat> dmabufFormats() {
        return dmabufFormats;
    }

    public Set<Integer> shmFormats() {
        return shmFormats;
    }

    public int largestPool() {
        return largestPool;
    }

    public Optional<Feedback> feedback() {
        return feedback;
    }

    public long mainDevice() {
        return mainDevice;
    }

    public Size output() {
        return output;
    }

    public int scale120() {
        return scale120;
    }

    /// The whole number that is told where fractional scales are not known: the next higher.
    public int outputScale() {
        return Math.ceilDiv(scale120, DEFAULT_SCALE_120);
    }

    public int capabilities() {
        return capabilities;
    }

    public boolean serverSideDecoration() {
        return serverSideDecoration;
    }

    public Wish firstWindow() {
        return firstWindow;
    }
}
