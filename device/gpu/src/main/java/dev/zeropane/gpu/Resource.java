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

/// A 2D resource. Aliased: its storage is the guest's backing, and a transfer only says what
/// changed. Shadowed: it has storage of its own, and transfers copy as the specification says.
///
/// ```
/// Nowhere -- attach -----------------> Aliased -- detach ---------------------> Nowhere
///                                      Aliased -- detachKeeping, moveForGood -> Shadowed
/// Nowhere -- fill -------------------> Shadowed -- attach, if not for good ---> Aliased
/// ```
///
/// What changes where its pixels are returns the memory of its frames that is gone by that, if
/// there is any: displays have to be told, once they were shown what came instead.
final class Resource {
    private final PixelFormat format;
    private final int width;
    private final int height;
    private final boolean copy;
    private final Supplier<GuestImage> newImage;

    private Pixels pixels = new Nowhere();

    // What was done for it and is in no screen's count yet.
    private long transfers;
    private long bytesCopied;

    /// @param copy never to be aliased
    /// @param newImage makes what shows guest pages, without any yet
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

    /// Where a pixel is in an image of this width, in bytes.
    long at(int x, int y) {
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

    /// Where its pixels are, and why there.
    Storage storage() {
        return switch (pixels) {
            case Nowhere _ -> copy ? Storage.COPY_OPTION : Storage.EMPTY;
            case Aliased _ -> Storage.ALIASED;
            case Shadowed it -> it.reason;
        };
    }

    /// Whether its pixels are a dma-buf.
    Sharing sharing() {
        return pixels instanceof Aliased it ? it.image.sharing() : new Sharing.NotWanted();
    }

    /// Adds what was done for it and is in no screen's count.
    void addUncountedTo(Tally tally) {
        tally.transfers += transfers;
        tally.bytesCopied += bytesCopied;
    }

    /// Has what was done for it counted once: here.
    void countFor(Tally tally) {
        addUncountedTo(tally);
        transfers = 0;
        bytesCopied = 0;
    }

    /// A transfer was executed.
    void transferred() {
        transfers++;
    }

    /// Bytes were copied for it.
    void copied(long bytes) {
        bytesCopied += bytes;
    }

    /// Whether these pages, attached, would be its storage.
    boolean canAlias(GuestPages pages) {
        boolean never = copy || (pixels instanceof Shadowed it && it.forGood);
        return !never && pages.size() >= size() && pages.runs().isPageAligned();
    }

    /// Attaches backing that was translated and checked. Unless it [#canAlias] it, the resource is
    /// shadowed.
    Optional<FrameMemory> attach(GuestPages pages) {
        if (canAlias(pages)) {
            return become(new Aliased(pages, newImage.get()));
        }
        Shadowed it = (Shadowed) pixels;
        it.backing = Optional.of(pages);
        it.reason = it.forGood ? it.reason : reasonToCopy(pages);
        return Optional.empty();
    }

    private Storage reasonToCopy(GuestPages pages) {
        if (copy) {
            return Storage.COPY_OPTION;
        }
        return pages.size() < size() ? Storage.SHORT_BACKING : Storage.UNALIGNED_BACKING;
    }

    /// Gives the guest its pages back. What an aliased resource shows is lost.
    Optional<FrameMemory> detach() {
        return switch (pixels) {
            case Nowhere _ -> Optional.empty();
            case Aliased _ -> become(new Nowhere());
            case Shadowed it -> {
                it.backing = Optional.empty();
                it.reason = it.forGood ? it.reason : Storage.DETACHED;
                yield Optional.empty();
            }
        };
    }

    /// Gives the guest its pages back, which were copied to `shadow`.
    Optional<FrameMemory> detachKeeping(Shadow shadow) {
        return become(new Shadowed(shadow, Optional.empty(), Storage.DETACHED, false));
    }

    /// Has its pixels in `shadow` from now on, whatever is attached.
    Optional<FrameMemory> moveForGood(Shadow shadow, Storage reason) {
        return become(new Shadowed(shadow, backing(), reason, true));
    }

    /// Has storage of its own, as long as nothing is attached that it [#canAlias].
    void fill(Shadow shadow) {
        Storage reason = copy ? Storage.COPY_OPTION : Storage.DETACHED;
        Optional<FrameMemory> _ = become(new Shadowed(shadow, Optional.empty(), reason, copy));
    }

    private Optional<FrameMemory> become(Pixels next) {
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

    /// Whether rows of a rectangle lie within the backing from `offset` on, any 64-bit number.
    boolean backs(Rect rect, long offset) {
        long span = (long) (rect.height() - 1) * stride() + rowBytes(rect);
        return offset >= 0 && offset <= backing().orElseThrow().size() - span;
    }

    private long rowBytes(Rect rect) {
        return (long) rect.width() * format.bytesPerPixel();
    }

    /// Takes note of a transfer that needs no copy: of an aliased resource, from where an image of
    /// this width has the rectangle, so that host and guest image can be the same memory.
    ///
    /// @return false if it needs one
    boolean transferInPlace(Rect rect, long offset) {
        if (pixels instanceof Aliased it && offset == at(rect.x(), rect.y())) {
            it.transferred = it.transferred.union(rect);
            transferred();
            return true;
        }
        return false;
    }

    /// What transfers have made its content so far, while it is aliased.
    Rect content() {
        return pixels instanceof Aliased it ? it.transferred : Rect.EMPTY;
    }

    /// A transfer into its own storage.
    RectCopy transfer(Rect rect, long offset) {
        Shadow shadow = ((Shadowed) pixels).shadow;
        return new RectCopy(
                this, shadow, offset, at(rect.x(), rect.y()), rowBytes(rect), rect.height());
    }

    /// A copy of a rectangle of an aliased resource to the same place elsewhere.
    RectCopy copyInPlace(Rect rect, Shadow target) {
        long at = at(rect.x(), rect.y());
        return new RectCopy(this, target, at, at, rowBytes(rect), rect.height());
    }

    /// Has it exported for those who import it, which only pages of the guest's can be.
    ///
    /// @return whether it is
    boolean export() {
        return pixels instanceof Aliased it && it.image.export(this::imageRuns);
    }

    /// Its frames' memory, or nothing if its pixels have to be moved for that: there is no storage,
    /// or no mapping of the guest's for those who read. An aliased resource is shown where it lies;
    /// what is made for that is kept until the backing is detached.
    ///
    /// @param read whether it has to be there to be read
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

    /// Copies bytes of the image out, for the cursor.
    void read(long offset, MemorySegment target, long length) {
        switch (pixels) {
            case Nowhere _ -> target.fill((byte) 0);
            case Aliased it -> it.backing.read(offset, target, 0, length);
            case Shadowed it -> MemorySegment.copy(it.shadow.segment(), offset, target, 0, length);
        }
    }

    /// Lets go of what was made for displays, if anything; the next [#image] makes it anew.
    Optional<FrameMemory> releaseImage() {
        if (!(pixels instanceof Aliased it)) {
            return Optional.empty();
        }
        Optional<FrameMemory> gone = release(it.image);
        it.image = newImage.get();
        return gone;
    }

    /// Lets go of everything.
    Optional<FrameMemory> free() {
        return become(new Nowhere());
    }
}
