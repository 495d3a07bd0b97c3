package dev.zeropane.gpu;

import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.MappingBudget;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.gpu.protocol.Format;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import dev.zeropane.gpu.protocol.MemEntries;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestPages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Executes the 2D commands (VIRTIO 1.3 §5.7.6.8): one method for each, which checks what the guest
/// sent and answers with the specification's error.
final class Renderer2d {
    private final GpuOptions options;
    private final Scanouts scanouts;
    private final HostMemory hostMemory;
    private final MappingBudget mappings = MappingBudget.ofThisProcess();
    private final Map<Integer, Resource> resources = new HashMap<>();
    private final Tally unseen = new Tally();
    private GuestMemory memory = GuestMemory.EMPTY;

    Renderer2d(GpuOptions options, Scanouts scanouts) {
        this.options = options;
        this.scanouts = scanouts;
        this.hostMemory = new HostMemory(options.maxHostMemory());
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
                        hostMemory,
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
        close(resource);
        return GpuResponse.OK;
    }

    GpuResponse attach(GpuCommand.ResourceAttachBacking c) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        if (resource.hasBacking()) {
            return GpuResponse.UNSPEC;
        }
        Optional<GuestPages> pages = translate(c.entries());
        if (pages.isEmpty()) {
            return GpuResponse.INVALID_PARAMETER;
        }
        if (pages.get().pieces() > GpuOptions.MAX_PIECES - pieces()
                || !resource.attach(pages.get())) {
            return GpuResponse.OUT_OF_MEMORY;
        }
        boolean aliased = resource.isAliased();
        scanouts.showing(resource, Scanout::refresh);
        showMoved(resource, aliased);
        forgetGone(resource);
        return GpuResponse.OK;
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

    GpuResponse detach(GpuCommand.ResourceDetachBacking c) {
        return detach(c, this::detach);
    }

    /// As [#detach], of a resource that goes next: what it shows need not be kept.
    GpuResponse detachForGood(GpuCommand.ResourceDetachBacking c) {
        return detach(
                c,
                resource -> {
                    scanouts.showing(resource, Scanout::off);
                    detach(resource);
                });
    }

    private GpuResponse detach(GpuCommand.ResourceDetachBacking c, Consumer<Resource> backingOf) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        if (!resource.hasBacking()) {
            return GpuResponse.UNSPEC;
        }
        backingOf.accept(resource);
        return GpuResponse.OK;
    }

    /// What is on a screen stays there when the guest takes its pages back.
    private void detach(Resource resource) {
        boolean aliased = resource.isAliased();
        boolean kept = resource.detach(scanouts.show(resource));
        if (aliased) {
            scanouts.showing(resource, kept ? Scanout::refresh : Scanout::dark);
            forgetGone(resource);
        }
        scanouts.count(resource);
    }

    GpuResponse setScanout(GpuCommand.SetScanout c) {
        Optional<Scanout> scanout = scanouts.find(c.scanout());
        if (scanout.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        if (c.resource() == 0) {
            scanout.get().off();
            return GpuResponse.OK;
        }
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        if (c.rect().isEmpty() || !c.rect().isWithin(resource.width(), resource.height())) {
            return GpuResponse.INVALID_PARAMETER;
        }
        if (!Mode.canBeShown(c.rect().width(), c.rect().height())) {
            return GpuResponse.OUT_OF_MEMORY;
        }
        boolean aliased = resource.isAliased();
        boolean shown = scanout.get().show(resource, c.rect().toRect());
        showMoved(resource, aliased);
        return shown ? GpuResponse.OK : GpuResponse.OUT_OF_MEMORY;
    }

    /// Shows a resource anew that was aliased and is no longer.
    private void showMoved(Resource resource, boolean wasAliased) {
        if (wasAliased && !resource.isAliased()) {
            scanouts.showing(resource, Scanout::refresh);
            forgetGone(resource);
        }
    }

    /// Has displays let go of what a resource's frames were in. Comes last: by now they show what
    /// came instead.
    private void forgetGone(Resource resource) {
        resource.takeGone().forEach(scanouts::forget);
    }

    /// Frees a resource that no screen shows any more.
    private void close(Resource resource) {
        resource.close();
        forgetGone(resource);
    }

    GpuResponse transfer(GpuCommand.TransferToHost2d c) {
        Resource resource = resources.get(c.resource());
        if (resource == null) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        if (!resource.hasBacking()) {
            return GpuResponse.UNSPEC;
        }
        if (!c.rect().isWithin(resource.width(), resource.height())) {
            return GpuResponse.INVALID_PARAMETER;
        }
        if (c.rect().isEmpty()) {
            // What is left of a rectangle that drivers clip; QEMU does it, too.
            return GpuResponse.OK;
        }
        boolean aliased = resource.isAliased();
        Resource.Transfer done = resource.transfer(c.rect().toRect(), c.offset());
        scanouts.count(resource);
        showMoved(resource, aliased);
        return switch (done) {
            case DONE -> GpuResponse.OK;
            case OUT_OF_BACKING -> GpuResponse.INVALID_PARAMETER;
            case OUT_OF_MEMORY -> GpuResponse.OUT_OF_MEMORY;
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

    /// Backing that is still guest RAM is found again; what is not is given back, as by a DETACH.
    void memoryReplaced(GuestMemory memory) {
        for (Resource resource : resources.values()) {
            resource.backing()
                    .ifPresent(pages ->
                            memory.rebind(pages)
                                    .ifPresentOrElse(resource::rebind, () -> detach(resource)));
        }
        this.memory = memory;
    }

    /// Adds a surface to a screen.
    void attach(Scanout scanout, String display, Surface surface) {
        Optional<Resource> shown = scanout.shown();
        boolean aliased = shown.filter(Resource::isAliased).isPresent();
        scanout.attach(display, surface);
        shown.ifPresent(resource -> showMoved(resource, aliased));
    }

    /// A display went away. If nobody looks any more, neither views nor dma-bufs are kept.
    void displayGone() {
        if (!scanouts.haveSurfaces()) {
            resources
                    .values()
                    .forEach(resource -> {
                        resource.releaseImage();
                        forgetGone(resource);
                    });
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
        resources.values().forEach(this::close);
        resources.clear();
    }
}
