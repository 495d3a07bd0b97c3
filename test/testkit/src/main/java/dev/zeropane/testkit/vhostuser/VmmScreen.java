// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_MAX_SCANOUTS;
import static dev.zeropane.testkit.vhostuser.DrmFormats.*;
import static dev.zeropane.testkit.vhostuser.ScreenPicture.BYTES_PER_PIXEL;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.zeropane.builtinguest.Channel;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver.DisplayInfo;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The VMM's side of the vhost-user-gpu display socket, [Vmm#gpuSocket]: pictures put together from
/// what the device sends, and answers to what it asks. Reads only when [#poll] or [#await] is
/// called, so that a VMM that does not read is one that is not called. Owned by one thread.
///
/// Strict where QEMU is not, and crashes: whatever is not exactly a message of the protocol, in a
/// state where it makes sense, is a [FrontendException], and nothing is read after it.
///
/// ```
/// u32 request | u32 flags | u32 size | payload        native byte order
/// ```
public final class VmmScreen extends ReceivedMessages implements AutoCloseable {
    private static final int UPDATE_FIXED = 20;
    private static final int DMABUF_SCANOUT_FIXED = 40;
    private static final int DMABUF_SCANOUT2_FIXED = 48;
    private static final int CURSOR_FIXED = 20;

    /// A message received whole. The rectangle is where an UPDATE or a cursor is, the size of a
    /// SCANOUT, the part of its dma-buf that a DMABUF_SCANOUT shows, and empty for the others.
    public record Message(int id, int scanout, Rect rect) {}

    /// The pixel of the cursor that points.
    public record HotSpot(int x, int y) {}

    private static final Rect NOWHERE = new Rect(0, 0, 0, 0);

    private final ScreenAnswers answers;
    private final ShownPictures shown = new ShownPictures(this::wrong);
    private final ScreenPicture cursor = new ScreenPicture(CURSOR_SIDE, CURSOR_SIDE);
    private final MemorySegment header = Arena.ofAuto().allocate(Channel.HEADER, Integer.BYTES);
    private final MemorySegment fixed = Arena.ofAuto().allocate(DMABUF_SCANOUT2_FIXED, Long.BYTES);
    private HotSpot hotSpot = new HotSpot(0, 0);
    private long negotiated;
    private boolean anyFlags;

    // The message being received.
    private int id;
    private long size;
    private Rect rect = NOWHERE;
    private int rows;
    private List<Fd> fds = List.of();

    /// @param socket stays its owner's
    public VmmScreen(UnixSocket socket) {
        super(socket);
        answers = new ScreenAnswers(socket);
        intake.expectStart(header, this::headerCame);
    }

    /// Sets the answer to GET_PROTOCOL_FEATURES: EDID and DMABUF2 at first, as by QEMU 10.
    public void offer(long protocolFeatures) {
        answers.features(protocolFeatures);
    }

    /// Sets the answer to GET_DISPLAY_INFO: one output of 1280x800 at first.
    public void displays(List<DisplayInfo.Display> displays) {
        answers.displays(displays);
    }

    /// Sets the answer to GET_EDID for every scanout: a block without content at first.
    public void edid(byte[] edid) {
        answers.edid(edid);
    }

    /// Holds the answer to GET_DISPLAY_INFO, and all behind it, or gives those held.
    public void holdDisplayInfo(boolean hold) {
        answers.holdDisplayInfo(hold);
    }

    /// Answers DMABUF_UPDATE no more, as a user interface that is busy, or does so again.
    public void holdDmaBufUpdates(boolean hold) {
        answers.holdDmaBufUpdates(hold);
    }

    /// Takes no notice of flags from now on, as QEMU does: its C back-end sends UPDATEs with what
    /// the memory held before.
    public void ignoreFlags() {
        anyFlags = true;
    }

    /// Receives until a scanout shows a picture.
    ///
    /// @throws AssertionError if it shows another one until the end of the limit
    public void awaitPicture(int scanout, Picture expected, Duration limit) {
        try {
            await(
                    "the picture",
                    limit,
                    () -> shown.find(scanout).filter(it -> it.isSame(expected)).isPresent());
        } catch (FrontendException.TimedOut e) {
            throw new AssertionError(
                    shown.find(scanout)
                            .map(it -> new PictureDifference(it.copy(), expected).toString())
                            .orElse("no picture"),
                    e);
        }
    }

    private void headerCame() {
        id = header.get(JAVA_INT, 0);
        size = Integer.toUnsignedLong(header.get(JAVA_INT, 8));
        int flags = header.get(JAVA_INT, 4);
        fds = intake.takeFds();
        if (!fds.isEmpty() && !isDmaBufScanout()) {
            throw wrong("comes with " + fds.size() + " descriptors");
        }
        if (flags != 0 && !anyFlags) {
            throw wrong("has flags 0x" + Integer.toHexString(flags));
        }
        switch (id) {
            case VHOST_USER_GPU_GET_PROTOCOL_FEATURES, VHOST_USER_GPU_GET_DISPLAY_INFO -> {
                requireSize(0);
                fixedCame();
            }
            case VHOST_USER_GPU_SET_PROTOCOL_FEATURES -> whole(8);
            case VHOST_USER_GPU_CURSOR_POS,
                    VHOST_USER_GPU_CURSOR_POS_HIDE,
                    VHOST_USER_GPU_SCANOUT ->
                    whole(12);
            case VHOST_USER_GPU_GET_EDID -> whole(4);
            case VHOST_USER_GPU_DMABUF_SCANOUT -> whole(DMABUF_SCANOUT_FIXED);
            case VHOST_USER_GPU_DMABUF_SCANOUT2 -> whole(DMABUF_SCANOUT2_FIXED);
            case VHOST_USER_GPU_DMABUF_UPDATE -> whole(UPDATE_FIXED);
            case VHOST_USER_GPU_CURSOR_UPDATE -> {
                requireSize(CURSOR_FIXED + cursor.memory().byteSize());
                intake.expect(fixed.asSlice(0, CURSOR_FIXED), this::fixedCame);
            }
            case VHOST_USER_GPU_UPDATE -> {
                if (size < UPDATE_FIXED) {
                    throw wrong("has " + size + " bytes of payload");
                }
                intake.expect(fixed.asSlice(0, UPDATE_FIXED), this::fixedCame);
            }
            default -> throw wrong("is not one this VMM takes");
        }
    }

    private boolean isDmaBufScanout() {
        return id == VHOST_USER_GPU_DMABUF_SCANOUT || id == VHOST_USER_GPU_DMABUF_SCANOUT2;
    }

    private void whole(int expected) {
        requireSize(expected);
        intake.expect(fixed.asSlice(0, expected), this::fixedCame);
    }

    private void requireSize(long expected) {
        if (size != expected) {
            throw wrong("has " + size + " bytes of payload, not " + expected);
        }
    }

    private int word(int index) {
        return fixed.getAtIndex(JAVA_INT, index);
    }

    private void fixedCame() {
        switch (id) {
            case VHOST_USER_GPU_GET_PROTOCOL_FEATURES -> {
                done(0, NOWHERE);
                answers.protocolFeatures();
            }
            case VHOST_USER_GPU_SET_PROTOCOL_FEATURES -> {
                negotiated = fixed.get(JAVA_LONG_UNALIGNED, 0);
                if ((negotiated & ~answers.features()) != 0) {
                    throw wrong("sets 0x" + Long.toHexString(negotiated) + ", not all offered");
                }
                done(0, NOWHERE);
            }
            case VHOST_USER_GPU_GET_DISPLAY_INFO -> {
                done(0, NOWHERE);
                answers.displayInfo();
            }
            case VHOST_USER_GPU_GET_EDID -> {
                int scanout = scanout();
                done(scanout, NOWHERE);
                answers.edid();
            }
            case VHOST_USER_GPU_SCANOUT -> scanoutCame();
            case VHOST_USER_GPU_CURSOR_POS, VHOST_USER_GPU_CURSOR_POS_HIDE ->
                    done(scanout(), new Rect(word(1), word(2), 0, 0));
            case VHOST_USER_GPU_CURSOR_UPDATE -> {
                scanout();
                hotSpot = new HotSpot(word(3), word(4));
                intake.expect(cursor.memory(), this::cursorCame);
            }
            case VHOST_USER_GPU_UPDATE -> updateBegins();
            case VHOST_USER_GPU_DMABUF_SCANOUT, VHOST_USER_GPU_DMABUF_SCANOUT2 ->
                    dmaBufScanoutCame();
            case VHOST_USER_GPU_DMABUF_UPDATE -> dmaBufUpdateCame();
            default -> throw new IllegalStateException("message " + id);
        }
    }

    private int scanout() {
        int scanout = word(0);
        if (scanout < 0 || scanout >= VIRTIO_GPU_MAX_SCANOUTS) {
            throw wrong("is about scanout " + Integer.toUnsignedString(scanout));
        }
        return scanout;
    }

    private void scanoutCame() {
        int scanout = scanout();
        shown.own(scanout, word(1), word(2));
        done(scanout, new Rect(0, 0, word(1), word(2)));
    }

    /// A message without a rectangle and a descriptor ends the sharing.
    private void dmaBufScanoutCame() {
        int scanout = scanout();
        if (id == VHOST_USER_GPU_DMABUF_SCANOUT2
                && (negotiated & VHOST_USER_GPU_PROTOCOL_F_DMABUF2) == 0) {
            throw wrong("was not agreed on");
        }
        rect = new Rect(word(1), word(2), word(3), word(4));
        if (!fds.isEmpty()) {
            shown.share(scanout, sharedPicture());
        } else if (rect.equals(NOWHERE)) {
            shown.endSharing(scanout);
        } else {
            throw wrong(rect + " comes without its descriptor");
        }
        done(scanout, rect);
    }

    private SharedPicture sharedPicture() {
        if (fds.size() != 1) {
            throw wrong("comes with " + fds.size() + " descriptors");
        }
        if (id == VHOST_USER_GPU_DMABUF_SCANOUT2
                && fixed.get(JAVA_LONG_UNALIGNED, DMABUF_SCANOUT_FIXED) != DRM_FORMAT_MOD_LINEAR) {
            throw wrong("has a modifier");
        }
        if (word(8) != 0) {
            throw wrong("has fd_flags 0x" + Integer.toHexString(word(8)));
        }
        SharedPicture.Layout layout =
                new SharedPicture.Layout(rect, word(5), word(6), word(7), word(9));
        Fd fd = fds.getFirst();
        layout.mistake(fd.size())
                .ifPresent(mistake -> {
                    throw wrong(mistake);
                });
        fds = List.of();
        return SharedPicture.of(fd, layout);
    }

    private void dmaBufUpdateCame() {
        int scanout = scanout();
        rect = new Rect(word(1), word(2), word(3), word(4));
        shown.requireShared(scanout, rect);
        if (answers.isUpdateOpen()) {
            throw wrong("comes before the last was answered");
        }
        done(scanout, rect);
        answers.dmaBufUpdate();
    }

    private void cursorCame() {
        done(word(0), new Rect(word(1), word(2), CURSOR_SIDE, CURSOR_SIDE));
    }

    private void updateBegins() {
        int scanout = scanout();
        rect = new Rect(word(1), word(2), word(3), word(4));
        ScreenPicture picture = shown.own(scanout, rect);
        long expected = UPDATE_FIXED + (long) rect.width() * rect.height() * BYTES_PER_PIXEL;
        if (size != expected) {
            throw wrong(
                    rect
                            + " has "
                            + size
                            + " bytes of payload, not "
                            + expected
                            + ", which kills QEMU");
        }
        rows = 0;
        intake.expect(picture.rowsFrom(rect, rows), this::rowsCame);
    }

    private void rowsCame() {
        rows += Math.toIntExact(intake.filled() / BYTES_PER_PIXEL / rect.width());
        if (rows < rect.height()) {
            intake.expect(shown.own(word(0), rect).rowsFrom(rect, rows), this::rowsCame);
        } else {
            done(word(0), rect);
        }
    }

    private void done(int scanout, Rect where) {
        add(new Message(id, scanout, where));
        intake.expectStart(header, this::headerCame);
    }

    private FrontendException wrong(String how) {
        return new FrontendException(
                "message " + Integer.toUnsignedString(id) + " on the display socket " + how);
    }

    /// What a scanout shows, if there was a SCANOUT or DMABUF_SCANOUT of it that did not disable
    /// it. One of a dma-buf can be looked at until the next.
    public Optional<ScreenPicture> picture(int scanout) {
        return shown.find(scanout);
    }

    /// The dma-buf a scanout shows a part of, if it does; it stays this object's.
    public Optional<Fd> dmaBuf(int scanout) {
        return shown.dmaBuf(scanout);
    }

    /// The cursor's last picture; the message says where it is.
    public ScreenPicture cursor() {
        return cursor;
    }

    public HotSpot cursorHotSpot() {
        return hotSpot;
    }

    /// The features of the last SET_PROTOCOL_FEATURES.
    public long negotiatedFeatures() {
        return negotiated;
    }

    /// Lets go of what was received; the socket stays its owner's.
    @Override
    public void close() {
        intake.close();
        fds.forEach(Fd::close);
        fds = List.of();
        shown.close();
    }

    @Override
    public String toString() {
        return super.toString()
                + (id == VHOST_USER_GPU_UPDATE && rows < rect.height()
                        ? ", in the middle of UPDATE " + rect
                        : "");
    }
}
