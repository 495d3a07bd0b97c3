// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.LinearView;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.gpu.protocol.Format;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import dev.zeropane.gpu.protocol.MemEntries;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestPages;
import dev.zeropane.linux.Budget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The guest's resources. Executes the 2D commands on them (VIRTIO 1.3 §5.7.6.8): one method for
/// each, which checks what the guest sent and answers with the specification's error.
final class ResourceTable {
    private final GpuOptions options;
    private final Scanouts scanouts;
    private final Budget hostMemory;
    private final Budget mappings = LinearView.budgetOfThisProcess();
    private final Map<Integer, Resource> resources = new HashMap<>();
    private final Tally unseen = new Tally();
    private GuestMemory memory = GuestMemory.EMPTY;

    ResourceTable(GpuOptions options, Scanouts scanouts) {
        this.options = options;
        this.scanouts = scanouts;
        this.hostMemory = new Budget(options.maxHostMemory());
    }

    /// A resource a guest named, if there is one.
    Optional<Resource> find(int id) {
        return Optional.ofNullable(resources.get(id));
    }

    GpuResponse create(GpuCommand.ResourceCreate2d c) {
        if (c.resource() == 0 || resources.containsKey(c.resource())) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        Optional<PixelFormat> format = Format.toDrm(c.format());
        if (format.isEmpty() || c.width() == 0 || c.height() == 0) {
            return GpuResponse.INVALID_PARAMETER;
        }
        if (c.width() > GpuOptions.MAX_EXTENT
                || c.height() > GpuOptions.MAX_EXTENT
                || resources.size() >= GpuOptions.MAX_RESOURCES) {
            return GpuResponse.OUT_OF_MEMORY;
        }
        resources.put(
                c.resource(),
                new Resource(
                        format.get(),
                        (int) c.width(),
                        (int) c.height(),
                        options.copy(),
                        () -> new GuestImage(options.exporter(), mappings)));
        return GpuResponse.OK;
    }

    GpuResponse unref(GpuCommand.ResourceUnref c) {
        Resource resource = resources.remove(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        scanouts.showing(resource, Scanout::off);
        resource.countFor(unseen);
        scanouts.forget(resource.free());
        return GpuResponse.OK;
    }

    Work attachBacking(GpuCommand.ResourceAttachBacking c) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return Work.done(GpuResponse.INVALID_RESOURCE_ID);
        }
        if (resource.hasBacking()) {
            return Work.done(GpuResponse.UNSPEC);
        }
        Optional<GuestPages> pages = translate(c.entries());
        if (pages.isEmpty()) {
            return Work.done(GpuResponse.INVALID_PARAMETER);
        }
        if (pages.get().pieces() > GpuOptions.MAX_PIECES - pieces()) {
            return Work.done(GpuResponse.OUT_OF_MEMORY);
        }
        if (resource.isShadowed() || resource.canAlias(pages.get())) {
            return attachBacking(resource, pages.get());
        }
        return Work.after(
                move(resource, Rect.EMPTY),
                shadow -> {
                    if (shadow.isEmpty()) {
                        return Work.done(GpuResponse.OUT_OF_MEMORY);
                    }
                    resource.fill(shadow.get());
                    // Anew: the memory table may have been replaced meanwhile.
                    return translate(c.entries())
                            .map(again -> attachBacking(resource, again))
                            .orElse(Work.done(GpuResponse.INVALID_PARAMETER));
                });
    }

    private Work attachBacking(Resource resource, GuestPages pages) {
        Optional<FrameMemory> gone = resource.attach(pages);
        if (scanouts.canShow(resource)) {
            moved(resource, gone);
            return Work.done(GpuResponse.OK);
        }
        return Work.after(
                moveToBeShown(resource),
                shadow -> {
                    Optional<FrameMemory> image =
                            shadow.flatMap(to -> resource.moveForGood(to, Storage.NO_MAPPINGS));
                    moved(resource, gone);
                    scanouts.forget(image);
                    return Work.done(GpuResponse.OK);
                });
    }

    private Move move(Resource resource, Rect kept) {
        return new Move(resource, kept, hostMemory, mappings);
    }

    /// What shows a resource, or shows it anew. If it cannot be shown where its pixels are, they
    /// are moved first.
    ///
    /// @param now whether it can be shown
    /// @param then gets whether it can be shown then
    private Work whenItCanBeShown(
            Resource resource, boolean now, Function<Boolean, GpuResponse> then) {
        if (now) {
            return Work.done(then.apply(true));
        }
        return Work.after(
                moveToBeShown(resource),
                shadow -> {
                    shadow.ifPresent(to -> movedToBeShown(resource, to));
                    return Work.done(then.apply(shadow.isPresent()));
                });
    }

    private Move moveToBeShown(Resource resource) {
        return move(resource, resource.isAliased() ? resource.bounds() : Rect.EMPTY);
    }

    private void movedToBeShown(Resource resource, Shadow shadow) {
        if (resource.isAliased()) {
            moved(resource, resource.moveForGood(shadow, Storage.NO_MAPPINGS));
        } else {
            resource.fill(shadow);
        }
    }

    /// Pieces of all backings. Added up anew, as attaching is rare and a count could drift.
    private int pieces() {
        int sum = 0;
        for (Resource resource : resources.values()) {
            sum += resource.backing().map(GuestPages::pieces).orElse(0);
        }
        return sum;
    }

    private Optional<GuestPages> translate(MemEntries entries) {
        GuestPages.Builder pages = new GuestPages.Builder();
        for (int i = 0; i < entries.count(); i++) {
            if (!memory.translate(entries.address(i), entries.length(i), pages)) {
                return Optional.empty();
            }
        }
        return Optional.of(pages.build());
    }

    /// What is on a screen stays there when the guest takes its pages back.
    ///
    /// @param goes whether the resource is freed next: then what it shows need not be kept
    Work detachBacking(GpuCommand.ResourceDetachBacking c, boolean goes) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return Work.done(GpuResponse.INVALID_RESOURCE_ID);
        }
        if (!resource.hasBacking()) {
            return Work.done(GpuResponse.UNSPEC);
        }
        if (goes) {
            scanouts.showing(resource, Scanout::off);
        }
        return detachBacking(resource);
    }

    private Work detachBacking(Resource resource) {
        if (!resource.isAliased() || !scanouts.show(resource)) {
            scanouts.forget(resource.detach());
            scanouts.count(resource);
            return Work.done(GpuResponse.OK);
        }
        return Work.after(
                        move(resource, resource.bounds()),
                        shadow -> {
                            shadow.ifPresentOrElse(
                                    to -> moved(resource, resource.detachKeeping(to)),
                                    () -> lose(resource));
                            scanouts.count(resource);
                            return Work.done(GpuResponse.OK);
                        })
                .closedBy(() -> {
                    // Content that could not be read is lost: the guest takes its pages back.
                    if (resource.isAliased()) {
                        lose(resource);
                    }
                });
    }

    private void lose(Resource resource) {
        Optional<FrameMemory> gone = resource.detach();
        scanouts.showing(resource, Scanout::dark);
        scanouts.forget(gone);
    }

    Work setScanout(GpuCommand.SetScanout c) {
        Optional<Scanout> found = scanouts.find(c.scanout());
        if (found.isEmpty()) {
            return Work.done(GpuResponse.INVALID_SCANOUT_ID);
        }
        Scanout scanout = found.get();
        if (c.resource() == 0) {
            scanout.off();
            return Work.done(GpuResponse.OK);
        }
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return Work.done(GpuResponse.INVALID_RESOURCE_ID);
        }
        if (c.rect().isEmpty() || !c.rect().isWithin(resource.width(), resource.height())) {
            return Work.done(GpuResponse.INVALID_PARAMETER);
        }
        if (!Mode.canBeShown(c.rect().width(), c.rect().height())) {
            return Work.done(GpuResponse.OUT_OF_MEMORY);
        }
        Rect part = c.rect().toRect();
        return whenItCanBeShown(
                resource,
                scanout.canShow(resource, part),
                possible ->
                        possible && scanout.show(resource, part)
                                ? GpuResponse.OK
                                : GpuResponse.OUT_OF_MEMORY);
    }

    /// Shows a resource anew whose pixels have moved, and has displays let go of where they were.
    private void moved(Resource resource, Optional<FrameMemory> from) {
        scanouts.showing(resource, Scanout::refresh);
        scanouts.forget(from);
    }

    Work transfer(GpuCommand.TransferToHost2d c) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return Work.done(GpuResponse.INVALID_RESOURCE_ID);
        }
        if (!resource.hasBacking()) {
            return Work.done(GpuResponse.UNSPEC);
        }
        if (!c.rect().isWithin(resource.width(), resource.height())) {
            return Work.done(GpuResponse.INVALID_PARAMETER);
        }
        if (c.rect().isEmpty()) {
            // What is left of a rectangle that drivers clip; QEMU does it, too.
            return Work.done(GpuResponse.OK);
        }
        Rect rect = c.rect().toRect();
        if (!resource.backs(rect, c.offset())) {
            return Work.done(GpuResponse.INVALID_PARAMETER);
        }
        if (resource.transferInPlace(rect, c.offset())) {
            scanouts.count(resource);
            return Work.done(GpuResponse.OK);
        }
        if (resource.isShadowed()) {
            return copy(resource, rect, c.offset());
        }
        return Work.after(
                move(resource, resource.content()),
                shadow -> {
                    if (shadow.isEmpty()) {
                        scanouts.count(resource);
                        return Work.done(GpuResponse.OUT_OF_MEMORY);
                    }
                    moved(
                            resource,
                            resource.moveForGood(shadow.get(), Storage.NON_CANONICAL_TRANSFER));
                    return copy(resource, rect, c.offset());
                });
    }

    private Work copy(Resource resource, Rect rect, long offset) {
        RectCopy copy = resource.transfer(rect, offset);
        return turn -> {
            if (!copy.goOn(turn)) {
                return Optional.empty();
            }
            resource.transferred();
            scanouts.count(resource);
            return Optional.of(GpuResponse.OK);
        };
    }

    GpuResponse flush(GpuCommand.ResourceFlush c) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        if (!c.rect().isWithin(resource.width(), resource.height())) {
            return GpuResponse.INVALID_PARAMETER;
        }
        Rect rect = c.rect().toRect();
        scanouts.showing(resource, scanout -> scanout.damage(rect));
        return GpuResponse.OK;
    }

    /// Whether backing would be lost if this became the guest's memory.
    boolean wouldLose(GuestMemory memory) {
        return resources.values().stream()
                .flatMap(resource -> resource.backing().stream())
                .anyMatch(pages -> memory.rebind(pages).isEmpty());
    }

    /// Backing that is still guest RAM is found again; what is not is given back, as by a DETACH,
    /// and at once: the pages are gone when this returns.
    void memoryReplaced(GuestMemory memory) {
        this.memory = memory;
        Optional<Throwable> failure = Optional.empty();
        for (Resource resource : resources.values()) {
            try {
                resource.backing()
                        .ifPresent(pages ->
                                memory.rebind(pages)
                                        .ifPresentOrElse(
                                                resource::rebind,
                                                () -> detachBacking(resource).finish()));
            } catch (RuntimeException | Error e) {
                // The others' pages are gone all the same; one failure says what is wrong.
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw new IllegalStateException("a picture could not be kept", failure.get());
        }
    }

    /// Adds a surface to a screen, which is told at once what is shown.
    void addSurface(Scanout scanout, String display, Surface surface) {
        scanout.add(display, surface);
        scanout.lit()
                .filter(_ -> !scanout.canShow())
                .ifPresent(shown -> whenItCanBeShown(shown, false, _ -> GpuResponse.OK).finish());
        scanout.tell();
    }

    /// A surface was taken away. If nobody looks any more, neither views nor dma-bufs are kept.
    void surfaceGone() {
        if (!scanouts.haveSurfaces()) {
            resources.values().forEach(resource -> scanouts.forget(resource.releaseImage()));
        }
    }

    GpuStats stats() {
        Tally left = new Tally();
        left.transfers = unseen.transfers;
        left.bytesCopied = unseen.bytesCopied;
        resources.values().forEach(resource -> resource.addUncountedTo(left));
        return new GpuStats(
                scanouts.stats(),
                left.transfers,
                left.bytesCopied,
                resources.size(),
                hostMemory.used(),
                hostMemory.limit(),
                mappings.used(),
                mappings.limit());
    }

    void reset() {
        scanouts.off();
        resources.values().forEach(resource -> resource.countFor(unseen));
        resources.values().forEach(resource -> scanouts.forget(resource.free()));
        resources.clear();
    }
}
