// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.edid.Edid;
import dev.zeropane.pci.Bar;
import dev.zeropane.pci.Capability;
import dev.zeropane.pci.PciDevice;
import dev.zeropane.pci.PciIdentity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A PCI function like QEMU's bochs-display: video memory in BAR 0, registers in BAR 2. Guests
/// drive it with Linux's `bochs` driver, or as a plain framebuffer.
///
/// Each device has its own video memory, so that no VMM sees what another VMM's guest drew; a
/// [VgaScreen] shows one device after another. Device thread only.
public final class VgaDevice implements PciDevice {
    private static final PciIdentity IDENTITY =
            new PciIdentity(0x1234, 0x1111, 0x1af4, 0x1100, 0x038000, 2);

    private final VgaScreen screen;
    private final VideoMemory memory;
    private final PictureMemoryCache pictureMemory;
    private final Dispi dispi;
    private final RegisterBar registers;
    private final SortedMap<Integer, Bar> bars;
    private Optional<Picture> picture = Optional.empty();
    private boolean closed;

    /// @param screen shows the device; no other device may use it until this one is closed
    /// @throws dev.zeropane.linux.LinuxException if there is no memory for the device
    public VgaDevice(VgaOptions options, VgaScreen screen) {
        this.screen = screen;
        this.memory = VideoMemory.create(options.videoMemory());
        this.pictureMemory = new PictureMemoryCache(memory, options.exporter());
        this.dispi = new Dispi(options.videoMemory());
        this.registers =
                new RegisterBar(Edid.of(options.preferred(), 0), dispi, this::registersWritten);
        this.bars =
                Collections.unmodifiableSortedMap(
                        new TreeMap<>(
                                Map.of(
                                        0,
                                        new FramebufferBar(memory, screen::noteGuestActivity),
                                        2,
                                        registers)));
    }

    @Override
    public PciIdentity identity() {
        return IDENTITY;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of();
    }

    @Override
    public SortedMap<Integer, Bar> bars() {
        return bars;
    }

    private void registersWritten() {
        Optional<Picture> next = dispi.picture(registers.isBigEndian());
        if (next.equals(picture)) {
            screen.noteGuestActivity();
            return;
        }
        picture = next;
        next.ifPresentOrElse(this::show, screen::off);
    }

    private void show(Picture next) {
        screen.show(new ShownPicture(next, pictureMemory.of(next)));
        screen.forget(pictureMemory.closeSurplus(screen::uses));
    }

    private void off() {
        if (picture.isPresent()) {
            picture = Optional.empty();
            screen.off();
        }
    }

    @Override
    public void reset() {
        registers.reset();
        off();
        screen.forget(pictureMemory.closeAll());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        off();
        List<PictureMemory> gone = pictureMemory.closeAll();
        memory.close();
        screen.forget(gone);
    }
}
