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

/// The guest's resources. Executes the 2D commands (VIRTIO 1.3 §5.7.6.8): each has a method, which
/// checks the guest's values and answers with the specification's errors.
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

    /// The resource of a guest's id, if it exists.
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
        scanouts.forEachShowing(resource, Scanout::disable);
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
                    resource.useShadow(shadow.get());
                    // Again: the memory table may have been replaced meanwhile.
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
                moveToShow(resource),
                shadow -> {
                    Optional<FrameMemory> image =
                            shadow.flatMap(to -> resource.moveToShadow(to, Storage.NO_MAPPINGS));
                    moved(resource, gone);
                    scanouts.forget(image);
                    return Work.done(GpuResponse.OK);
                });
    }

    private Move move(Resource resource, Rect kept) {
        return new Move(resource, kept, hostMemory, mappings);
    }

    /// Work that shows a resource. If it cannot be shown from its current storage, the work moves
    /// the pixels first.
    ///
    /// @param now whether it can be shown from its current storage
    /// @param then shows it; its argument is false if the move failed
    private Work showOrMove(Resource resource, boolean now, Function<Boolean, GpuResponse> then) {
        if (now) {
            return Work.done(then.apply(true));
        }
        return Work.after(
                moveToShow(resource),
                shadow -> {
                    shadow.ifPresent(to -> finishMoveToShow(resource, to));
                    return Work.done(then.apply(shadow.isPresent()));
                });
    }

    private Move moveToShow(Resource resource) {
        return move(resource, resource.isAliased() ? resource.bounds() : Rect.EMPTY);
    }

    private void finishMoveToShow(Resource resource, Shadow shadow) {
        if (resource.isAliased()) {
            moved(resource, resource.moveToShadow(shadow, Storage.NO_MAPPINGS));
        } else {
            resource.useShadow(shadow);
        }
    }

    /// Pieces of all backings. Computed each time, because attaching is rare and a counter could
    /// drift.
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

    /// A picture on a screen stays there when the guest detaches its backing.
    ///
    /// @param freedNext whether the resource is freed next: then the picture need not stay
    Work detachBacking(GpuCommand.ResourceDetachBacking c, boolean freedNext) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return Work.done(GpuResponse.INVALID_RESOURCE_ID);
        }
        if (!resource.hasBacking()) {
            return Work.done(GpuResponse.UNSPEC);
        }
        if (freedNext) {
            scanouts.forEachShowing(resource, Scanout::disable);
        }
        return detachBacking(resource);
    }

    private Work detachBacking(Resource resource) {
        if (!resource.isAliased() || !scanouts.areShowing(resource)) {
            scanouts.forget(resource.detach());
            scanouts.count(resource);
            return Work.done(GpuResponse.OK);
        }
        return Work.after(
                        move(resource, resource.bounds()),
                        shadow -> {
                            shadow.ifPresentOrElse(
                                    to -> moved(resource, resource.detachToShadow(to)),
                                    () -> loseContent(resource));
                            scanouts.count(resource);
                            return Work.done(GpuResponse.OK);
                        })
                .closing(() -> {
                    // Content that could not be copied is lost, because the guest takes its pages
                    // back.
                    if (resource.isAliased()) {
                        loseContent(resource);
                    }
                });
    }

    private void loseContent(Resource resource) {
        Optional<FrameMemory> gone = resource.detach();
        scanouts.forEachShowing(resource, Scanout::blank);
        scanouts.forget(gone);
    }

    Work setScanout(GpuCommand.SetScanout c) {
        Optional<Scanout> found = scanouts.find(c.scanout());
        if (found.isEmpty()) {
            return Work.done(GpuResponse.INVALID_SCANOUT_ID);
        }
        Scanout scanout = found.get();
        if (c.resource() == 0) {
            scanout.disable();
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
        return showOrMove(
                resource,
                scanout.canShow(resource, part),
                possible ->
                        possible && scanout.show(resource, part)
                                ? GpuResponse.OK
                                : GpuResponse.OUT_OF_MEMORY);
    }

    /// Shows a resource again after its pixels have moved, and makes displays forget the old
    /// memory.
    private void moved(Resource resource, Optional<FrameMemory> from) {
        scanouts.forEachShowing(resource, Scanout::refresh);
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
            // Drivers clip rectangles and send empty ones; QEMU accepts them, too.
            return Work.done(GpuResponse.OK);
        }
        Rect rect = c.rect().toRect();
        if (!resource.isBacked(rect, c.offset())) {
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
                            resource.moveToShadow(shadow.get(), Storage.NON_CANONICAL_TRANSFER));
                    return copy(resource, rect, c.offset());
                });
    }

    private Work copy(Resource resource, Rect rect, long offset) {
        RectCopy copy = resource.transfer(rect, offset);
        return turn -> {
            if (!copy.advance(turn)) {
                return Optional.empty();
            }
            resource.countTransfer();
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
        scanouts.forEachShowing(resource, scanout -> scanout.damage(rect));
        return GpuResponse.OK;
    }

    /// Whether a resource would lose its backing if this became the guest's memory.
    boolean wouldLose(GuestMemory memory) {
        return resources.values().stream()
                .flatMap(resource -> resource.backing().stream())
                .anyMatch(pages -> memory.rebind(pages).isEmpty());
    }

    /// Finds backing again that is still guest RAM, and detaches other backing at once, because its
    /// pages are gone when this returns.
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
                // The pages of other resources are gone all the same; report only one failure.
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw new IllegalStateException("a picture could not be kept", failure.get());
        }
    }

    /// Adds a surface to a screen, and shows the current picture on it.
    void addSurface(Scanout scanout, String display, Surface surface) {
        scanout.add(display, surface);
        scanout.visibleResource()
                .filter(_ -> !scanout.canShow())
                .ifPresent(shown -> showOrMove(shown, false, _ -> GpuResponse.OK).finish());
        scanout.updateSurfaces();
    }

    /// A surface was removed. If it was the last one, releases views and dma-bufs.
    void releaseUnusedImages() {
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
        scanouts.disable();
        resources.values().forEach(resource -> resource.countFor(unseen));
        resources.values().forEach(resource -> scanouts.forget(resource.free()));
        resources.clear();
    }
}
