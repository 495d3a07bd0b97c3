package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.guest.GuestPages;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A 2D resource. Aliased: its storage is the guest's backing, and a transfer only says what
/// changed. Shadowed: it has storage of its own, and transfers copy as the specification says.
///
/// Where memory cannot be had a method returns false and nothing has changed.
final class Resource implements AutoCloseable {
    private final PixelFormat format;
    private final int width;
    private final int height;
    private final HostMemory hostMemory;
    private final Supplier<GuestImage> newImage;

    private Optional<GuestPages> backing = Optional.empty();
    private Optional<GuestImage> image = Optional.empty();
    private Optional<Shadow> shadow = Optional.empty();

    /// Why it is never aliased: set for good by the first thing that only a copy can serve.
    private Optional<Storage> neverAlias;

    /// What canonical transfers have made the resource's content, while it is aliased.
    private Rect transferred = Rect.EMPTY;

    /// Memory of its frames that is gone, and that displays may still keep things made of.
    private final List<FrameMemory> gone = new ArrayList<>();

    // What was done for it and is in no screen's count yet.
    private long transfers;
    private long bytesCopied;

    /// @param newImage makes what shows guest pages, without any yet
    Resource(
            PixelFormat format,
            int width,
            int height,
            boolean copy,
            HostMemory hostMemory,
            Supplier<GuestImage> newImage) {
        this.format = format;
        this.width = width;
        this.height = height;
        this.neverAlias = copy ? Optional.of(Storage.COPY_OPTION) : Optional.empty();
        this.hostMemory = hostMemory;
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

    /// Bytes from one row to the next.
    int stride() {
        return width * format.bytesPerPixel();
    }

    /// Bytes of the whole image.
    long size() {
        return (long) stride() * height;
    }

    boolean hasBacking() {
        return backing.isPresent();
    }

    boolean isAliased() {
        return backing.isPresent() && shadow.isEmpty();
    }

    /// Where its pixels are, and why there.
    Storage storage() {
        if (isAliased()) {
            return Storage.ALIASED;
        }
        if (neverAlias.isPresent()) {
            return neverAlias.get();
        }
        if (backing.isPresent()) {
            return backing.get().size() < size()
                    ? Storage.SHORT_BACKING
                    : Storage.UNALIGNED_BACKING;
        }
        return shadow.isPresent() ? Storage.DETACHED : Storage.EMPTY;
    }

    /// Whether its pixels are a dma-buf.
    Sharing sharing() {
        return image.map(GuestImage::sharing).orElseGet(Sharing.NotWanted::new);
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

    /// Attaches backing that was translated and checked.
    boolean attach(GuestPages pages) {
        boolean alias =
                neverAlias.isEmpty() && pages.size() >= size() && pages.runs().isPageAligned();
        if (!alias && !ensureShadow()) {
            return false;
        }
        backing = Optional.of(pages);
        if (alias) {
            releaseShadow();
            transferred = Rect.EMPTY;
        }
        return true;
    }

    /// Gives the guest its pages back. With `keepContent` what an aliased resource shows is carried
    /// over into storage of its own.
    ///
    /// @return false if the content was to be kept and there is no memory for it: it is lost
    boolean detach(boolean keepContent) {
        boolean kept = true;
        if (isAliased() && keepContent) {
            kept = carryOver(new Rect(0, 0, width, height));
        }
        releaseImage();
        backing = Optional.empty();
        return kept;
    }

    /// The memory table was replaced.
    void rebind(GuestPages pages) {
        backing = Optional.of(pages);
    }

    Optional<GuestPages> backing() {
        return backing;
    }

    /// Where a rectangle begins in an image of this width.
    private long at(Rect rect) {
        return (long) rect.y() * stride() + (long) rect.x() * format.bytesPerPixel();
    }

    /// Whether a transfer is where an image of this width would have it, so that host and guest
    /// image can be the same memory.
    private boolean isCanonical(Rect rect, long offset) {
        return offset == at(rect);
    }

    /// Outcome of [#transfer].
    enum Transfer {
        DONE,
        OUT_OF_BACKING,
        OUT_OF_MEMORY
    }

    /// TRANSFER_TO_HOST_2D of a rectangle that lies within the resource, which has backing.
    ///
    /// @param offset of the rectangle's first pixel in the backing, any 64-bit number
    Transfer transfer(Rect rect, long offset) {
        GuestPages pages = backing.orElseThrow();
        long span =
                (long) (rect.height() - 1) * stride()
                        + (long) rect.width() * format.bytesPerPixel();
        if (offset < 0 || offset > pages.size() - span) {
            return Transfer.OUT_OF_BACKING;
        }
        if (isAliased()) {
            if (isCanonical(rect, offset)) {
                transferred = transferred.union(rect);
                transfers++;
                return Transfer.DONE;
            }
            if (!carryOver(transferred)) {
                return Transfer.OUT_OF_MEMORY;
            }
            neverAlias = Optional.of(Storage.NON_CANONICAL_TRANSFER);
            releaseImage();
        }
        copy(pages, rect, offset, shadow.orElseThrow().segment());
        transfers++;
        return Transfer.DONE;
    }

    private void copy(GuestPages pages, Rect rect, long offset, MemorySegment target) {
        long at = at(rect);
        long row = (long) rect.width() * format.bytesPerPixel();
        bytesCopied += row * rect.height();
        if (rect.width() == width) {
            pages.read(offset, target, at, (long) rect.height() * stride());
            return;
        }
        for (int y = 0; y < rect.height(); y++) {
            pages.read(offset + (long) y * stride(), target, at + (long) y * stride(), row);
        }
    }

    /// Makes an aliased resource shadowed, with the content of `rect` and zeroes elsewhere.
    private boolean carryOver(Rect rect) {
        if (!ensureShadow()) {
            return false;
        }
        if (!rect.isEmpty()) {
            copy(backing.orElseThrow(), rect, at(rect), shadow.orElseThrow().segment());
        }
        return true;
    }

    private boolean ensureShadow() {
        if (shadow.isEmpty()) {
            shadow = hostMemory.allocate(size());
        }
        return shadow.isPresent();
    }

    /// The image for displays, or nothing if there is no memory for it. An aliased resource is
    /// shown where it lies; what is made for that is kept until the backing is detached.
    ///
    /// @param dmaBuf whether somebody would take it as a dma-buf
    /// @param view whether somebody would read it
    Optional<FrameMemory> image(boolean dmaBuf, boolean view) {
        if (isAliased()) {
            GuestImage shown = image.orElseGet(newImage);
            image = Optional.of(shown);
            if (dmaBuf) {
                shown.export(this::imageRuns);
            }
            if ((!view && shown.isExported()) || shown.view(this::imageRuns)) {
                return Optional.of(shown);
            }
            if (!carryOver(new Rect(0, 0, width, height))) {
                return Optional.empty();
            }
            neverAlias = Optional.of(Storage.NO_MAPPINGS);
            releaseImage();
        }
        return ensureShadow() ? shadow.map(Shadow::memory) : Optional.empty();
    }

    /// Copies bytes of the image out, for the cursor.
    void read(long offset, MemorySegment target, long length) {
        if (isAliased()) {
            backing.orElseThrow().read(offset, target, 0, length);
        } else if (shadow.isPresent()) {
            MemorySegment.copy(shadow.get().segment(), offset, target, 0, length);
        } else {
            target.fill((byte) 0);
        }
    }

    private Runs imageRuns() {
        return backing.orElseThrow().runs().prefix(size());
    }

    /// Hands over the memory of its frames that is gone, each once: displays have to be told, once
    /// they were shown what came instead.
    List<FrameMemory> takeGone() {
        List<FrameMemory> taken = List.copyOf(gone);
        gone.clear();
        return taken;
    }

    /// Lets go of what was made for displays, if anything; the next [#image] makes it anew.
    void releaseImage() {
        image.ifPresent(GuestImage::close);
        image.ifPresent(gone::add);
        image = Optional.empty();
    }

    private void releaseShadow() {
        shadow.ifPresent(Shadow::close);
        shadow.map(Shadow::memory).ifPresent(gone::add);
        shadow = Optional.empty();
    }

    @Override
    public void close() {
        releaseImage();
        releaseShadow();
        backing = Optional.empty();
    }
}
