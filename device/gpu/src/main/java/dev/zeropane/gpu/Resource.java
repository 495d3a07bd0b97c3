// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.gpu.Pixels.Aliased;
import dev.zeropane.gpu.Pixels.Nowhere;
import dev.zeropane.gpu.Pixels.Shadowed;
import dev.zeropane.guest.GuestPages;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;

/// A 2D resource. Aliased: its storage is the guest's backing, and a transfer copies nothing.
/// Shadowed: it has its own storage, and transfers copy as the specification says.
///
/// ```
/// Nowhere -- attach -----------------> Aliased -- detach ----------------------> Nowhere
///                                      Aliased -- detachToShadow, moveToShadow --> Shadowed
/// Nowhere -- useShadow --------------> Shadowed -- attach, if not permanent --> Aliased
/// ```
///
/// A method that changes the storage returns the old frame memory if it is gone, so that the caller
/// can tell displays to forget it, after they were shown the new one.
final class Resource {
    private final PixelFormat format;
    private final int width;
    private final int height;
    private final boolean copy;
    private final Supplier<GuestImage> newImage;

    private Pixels pixels = new Nowhere();

    // Counters that are not yet added to a screen's.
    private long transfers;
    private long bytesCopied;

    /// @param copy never alias the backing
    /// @param newImage makes an image without pages
    Resource(
            PixelFormat format,
            int width,
            int height,
            boolean copy,
            Supplier<GuestImage> newImage) {
        this.format = format;
        this.width = width;
        this.height = height;
        this.copy = copy;
        this.newImage = newImage;
    }

    PixelFormat format() {
        return format;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    /// Bytes from one row to the next.
    int stride() {
        return width * format.bytesPerPixel();
    }

    /// Bytes of the whole image.
    long size() {
        return (long) stride() * height;
    }

    /// Offset of a pixel in the image, in bytes.
    long offsetOf(int x, int y) {
        return (long) y * stride() + (long) x * format.bytesPerPixel();
    }

    Optional<GuestPages> backing() {
        return switch (pixels) {
            case Nowhere _ -> Optional.empty();
            case Aliased it -> Optional.of(it.backing);
            case Shadowed it -> it.backing;
        };
    }

    boolean hasBacking() {
        return backing().isPresent();
    }

    boolean isAliased() {
        return pixels instanceof Aliased;
    }

    boolean isShadowed() {
        return pixels instanceof Shadowed;
    }

    /// The kind of its storage, and the reason for it.
    Storage storage() {
        return switch (pixels) {
            case Nowhere _ -> copy ? Storage.COPY_OPTION : Storage.EMPTY;
            case Aliased _ -> Storage.ALIASED;
            case Shadowed it -> it.reason;
        };
    }

    /// Whether its pixels are exported as a dma-buf.
    Sharing sharing() {
        return pixels instanceof Aliased it ? it.image.sharing() : new Sharing.NotWanted();
    }

    /// Adds the counters that are not yet added to a screen's.
    void addUncountedTo(Tally tally) {
        tally.transfers += transfers;
        tally.bytesCopied += bytesCopied;
    }

    /// Moves its counters to `tally`.
    void countFor(Tally tally) {
        addUncountedTo(tally);
        transfers = 0;
        bytesCopied = 0;
    }

    /// Counts a transfer.
    void countTransfer() {
        transfers++;
    }

    /// Counts copied bytes.
    void addCopied(long bytes) {
        bytesCopied += bytes;
    }

    /// Whether these pages would become its storage if attached.
    boolean canAlias(GuestPages pages) {
        boolean never = copy || (pixels instanceof Shadowed it && it.permanent);
        return !never && pages.size() >= size() && pages.runs().isPageAligned();
    }

    /// Attaches backing that was translated and checked. If it cannot [#canAlias] the backing, the
    /// resource must be shadowed.
    Optional<FrameMemory> attach(GuestPages pages) {
        if (canAlias(pages)) {
            return replacePixels(new Aliased(pages, newImage.get()));
        }
        Shadowed it = (Shadowed) pixels;
        it.backing = Optional.of(pages);
        it.reason = it.permanent ? it.reason : reasonToCopy(pages);
        return Optional.empty();
    }

    private Storage reasonToCopy(GuestPages pages) {
        if (copy) {
            return Storage.COPY_OPTION;
        }
        return pages.size() < size() ? Storage.SHORT_BACKING : Storage.UNALIGNED_BACKING;
    }

    /// Detaches the backing. An aliased resource loses its content.
    Optional<FrameMemory> detach() {
        return switch (pixels) {
            case Nowhere _ -> Optional.empty();
            case Aliased _ -> replacePixels(new Nowhere());
            case Shadowed it -> {
                it.backing = Optional.empty();
                it.reason = it.permanent ? it.reason : Storage.DETACHED;
                yield Optional.empty();
            }
        };
    }

    /// Detaches the backing, whose content was copied to `shadow`.
    Optional<FrameMemory> detachToShadow(Shadow shadow) {
        return replacePixels(new Shadowed(shadow, Optional.empty(), Storage.DETACHED, false));
    }

    /// Stores the pixels in `shadow` from now on, whatever the guest attaches.
    Optional<FrameMemory> moveToShadow(Shadow shadow, Storage reason) {
        return replacePixels(new Shadowed(shadow, backing(), reason, true));
    }

    /// Stores the pixels in `shadow`, until the guest attaches backing that it [#canAlias].
    void useShadow(Shadow shadow) {
        Storage reason = copy ? Storage.COPY_OPTION : Storage.DETACHED;
        Optional<FrameMemory> _ =
                replacePixels(new Shadowed(shadow, Optional.empty(), reason, copy));
    }

    private Optional<FrameMemory> replacePixels(Pixels next) {
        Optional<FrameMemory> gone = release();
        pixels = next;
        return gone;
    }

    private Optional<FrameMemory> release() {
        return switch (pixels) {
            case Nowhere _ -> Optional.empty();
            case Aliased it -> release(it.image);
            case Shadowed it -> {
                it.shadow.close();
                yield Optional.of(it.shadow.memory());
            }
        };
    }

    private static Optional<FrameMemory> release(GuestImage image) {
        image.close();
        return image.wasShown() ? Optional.of(image) : Optional.empty();
    }

    /// The memory table was replaced.
    void rebind(GuestPages pages) {
        switch (pixels) {
            case Nowhere _ -> {}
            case Aliased it -> it.backing = pages;
            case Shadowed it -> it.backing = Optional.of(pages);
        }
    }

    /// Whether the rows of a rectangle lie within the backing, the first one at `offset`, any
    /// 64-bit number.
    boolean isBacked(Rect rect, long offset) {
        long span = (long) (rect.height() - 1) * stride() + rowBytes(rect);
        return offset >= 0 && offset <= backing().orElseThrow().size() - span;
    }

    private long rowBytes(Rect rect) {
        return (long) rect.width() * format.bytesPerPixel();
    }

    /// Executes a transfer without a copy: of an aliased resource, if `offset` is that of the
    /// rectangle in the image, so that host and guest image can be the same memory.
    ///
    /// @return false if the transfer needs a copy
    boolean transferInPlace(Rect rect, long offset) {
        if (pixels instanceof Aliased it && offset == offsetOf(rect.x(), rect.y())) {
            it.transferred = it.transferred.union(rect);
            countTransfer();
            return true;
        }
        return false;
    }

    /// The rectangle that transfers have filled so far, while it is aliased.
    Rect content() {
        return pixels instanceof Aliased it ? it.transferred : Rect.EMPTY;
    }

    /// Makes a transfer into the resource's own storage.
    RectCopy transfer(Rect rect, long offset) {
        Shadow shadow = ((Shadowed) pixels).shadow;
        return new RectCopy(
                this, shadow, offset, offsetOf(rect.x(), rect.y()), rowBytes(rect), rect.height());
    }

    /// Makes a copy of a rectangle of an aliased resource, at the same offset of `target`.
    RectCopy copyInPlace(Rect rect, Shadow target) {
        long at = offsetOf(rect.x(), rect.y());
        return new RectCopy(this, target, at, at, rowBytes(rect), rect.height());
    }

    /// Exports the pixels as a dma-buf, which is possible only for the guest's pages.
    ///
    /// @return whether they are exported
    boolean export() {
        return pixels instanceof Aliased it && it.image.export(this::imageRuns);
    }

    /// The memory of its frames; empty if the pixels have to be moved first, because there is no
    /// storage, or no mapping for reading the guest's. Views and dma-bufs of an aliased resource
    /// are kept until the backing is detached.
    ///
    /// @param read whether displays need to read it
    Optional<FrameMemory> image(boolean read) {
        return switch (pixels) {
            case Nowhere _ -> Optional.empty();
            case Shadowed it -> Optional.of(it.shadow.memory());
            case Aliased it ->
                    !read || it.image.view(this::imageRuns)
                            ? Optional.of(it.image)
                            : Optional.empty();
        };
    }

    private Runs imageRuns() {
        return backing().orElseThrow().runs().prefix(size());
    }

    /// Copies bytes of the image to `target`, for the cursor.
    void read(long offset, MemorySegment target, long length) {
        switch (pixels) {
            case Nowhere _ -> target.fill((byte) 0);
            case Aliased it -> it.backing.read(offset, target, 0, length);
            case Shadowed it -> MemorySegment.copy(it.shadow.segment(), offset, target, 0, length);
        }
    }

    /// Releases views and dma-bufs for displays; the next [#image] makes them again.
    Optional<FrameMemory> releaseImage() {
        if (!(pixels instanceof Aliased it)) {
            return Optional.empty();
        }
        Optional<FrameMemory> gone = release(it.image);
        it.image = newImage.get();
        return gone;
    }

    /// Releases everything.
    Optional<FrameMemory> free() {
        return replacePixels(new Nowhere());
    }
}
