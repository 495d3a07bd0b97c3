package dev.zeropane.gpu;

import dev.zeropane.display.Display;
import dev.zeropane.display.Edid;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
import dev.zeropane.gpu.protocol.CtrlHeader;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import dev.zeropane.gpu.protocol.RequestBytes;
import dev.zeropane.gpu.protocol.ResponseBytes;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The virtio-gpu device (VIRTIO 1.3 §5.7): decodes requests, has them executed, answers.
///
/// Lives on the device thread, where it is also made and closed. It closes its surfaces; the
/// displays themselves belong to whoever made them.
public final class GpuDevice implements VirtioDevice, AutoCloseable {
    /// Feature bits of the device type.
    public static final long FEATURES = VirtioGpu.VIRTIO_GPU_F_EDID;

    /// `controlq` and `cursorq`.
    public static final int QUEUES = 2;

    private static final int CURSOR_QUEUE = 1;

    /// A turn ends after this, as the VMM may wait for an answer meanwhile: requests that copy take
    /// as long as the guest likes.
    private static final long TURN_NANOS = 2_000_000;

    /// `struct virtio_gpu_config`: le32 events_read, events_clear, num_scanouts, num_capsets.
    private static final int CONFIG_NUM_SCANOUTS = 8;

    private static final int CONFIG_SIZE = 16;

    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final RequestBytes request = new RequestBytes();
    private final ResponseBytes response = new ResponseBytes();
    private final MemorySegment config = MemorySegment.ofArray(new byte[CONFIG_SIZE]);
    private final int outputs;

    /// Waits, within a turn, for the request behind it: keeping the picture costs a copy of it, for
    /// nothing if the guest frees the resource next, as Windows' driver does.
    private Optional<Detaching> detaching = Optional.empty();

    private record Detaching(GpuCommand.ResourceDetachBacking command, Reply reply) {}

    private final ScreenSizes sizes;
    private final Scanouts scanouts;
    private final Renderer2d renderer;
    private final CursorPlane cursor;

    public GpuDevice(GpuOptions options) {
        List<Scanout> all = new ArrayList<>();
        for (int i = 0; i < options.outputs(); i++) {
            Scanout scanout = new Scanout(i, options.sizes());
            for (Display display : options.displays()) {
                scanout.add(display.name(), display.open(i));
            }
            all.add(scanout);
        }
        this.scanouts = new Scanouts(all);
        this.renderer = new Renderer2d(options, scanouts);
        this.cursor = new CursorPlane(renderer, scanouts);
        this.outputs = options.outputs();
        this.sizes = options.sizes();
        config.set(LE32, CONFIG_NUM_SCANOUTS, outputs);
    }

    @Override
    public void available(int index, VirtQueue queue) {
        long end = System.nanoTime() + TURN_NANOS;
        try {
            boolean over = false;
            for (int left = queue.size(); left > 0 && !over; left--) {
                // One more for a DETACH_BACKING that waits for it.
                over = System.nanoTime() >= end;
                if (over && detaching.isEmpty()) {
                    return;
                }
                Optional<Chain> chain = queue.pop();
                if (chain.isEmpty()) {
                    return;
                }
                serve(index, queue, chain.get());
            }
        } finally {
            detach(Optional.empty());
        }
    }

    /// Whatever fails, the request is answered: its driver waits for that, and for nothing else.
    private void serve(int index, VirtQueue queue, Chain chain) {
        Reply reply = new Reply(queue, chain);
        boolean later = false;
        try {
            request.length(chain.read(request.buffer()));
            if (!request.has(0, CtrlHeader.SIZE)) {
                // Too short to say what it is: there is nothing to answer.
                detach(Optional.empty());
                reply.nothing();
                return;
            }
            reply.header = request.header();
            GpuCommand command = GpuCommand.read(request, reply.header.type());
            detach(Optional.of(command));
            if (index == CURSOR_QUEUE) {
                reply.answer = cursor.execute(command);
            } else if (command instanceof GpuCommand.ResourceDetachBacking c) {
                detaching = Optional.of(new Detaching(c, reply));
                later = true;
            } else if (command instanceof GpuCommand.SizeQuery) {
                // The guest asks because a size changed: it waits, and only it, for the new one.
                sizes.refresh(() -> reply.later(command));
                later = true;
            } else {
                reply.answer = execute(command);
            }
        } finally {
            if (!later) {
                reply.give();
            }
        }
    }

    /// What is owed for one request: an error, until there is something better to say.
    private final class Reply {
        private final VirtQueue queue;
        private final Chain chain;
        private CtrlHeader header = CtrlHeader.UNKNOWN;
        private GpuResponse answer = GpuResponse.UNSPEC;
        private boolean given;

        Reply(VirtQueue queue, Chain chain) {
            this.queue = queue;
            this.chain = chain;
        }

        void later(GpuCommand command) {
            try {
                answer = execute(command);
            } finally {
                try {
                    give();
                } finally {
                    queue.signal();
                }
            }
        }

        void give() {
            if (!given) {
                given = true;
                chain.complete(response.bytes(), response.put(header, answer));
            }
        }

        void nothing() {
            given = true;
            chain.complete(response.bytes(), 0);
        }
    }

    /// Executes the DETACH_BACKING that waits, if one does: until it is answered the guest leaves
    /// the pages to us.
    ///
    /// @param next what the guest has asked for behind it
    private void detach(Optional<GpuCommand> next) {
        if (detaching.isEmpty()) {
            return;
        }
        Detaching it = detaching.get();
        detaching = Optional.empty();
        try {
            boolean goes =
                    next.orElse(it.command) instanceof GpuCommand.ResourceUnref(int resource)
                            && resource == it.command.resource();
            it.reply.answer =
                    goes ? renderer.detachForGood(it.command) : renderer.detach(it.command);
        } finally {
            it.reply.give();
        }
    }

    private GpuResponse execute(GpuCommand command) {
        return switch (command) {
            case GpuCommand.GetDisplayInfo _ -> displayInfo();
            case GpuCommand.GetEdid c -> edid(c.scanout());
            case GpuCommand.ResourceCreate2d c -> renderer.create(c);
            case GpuCommand.ResourceUnref c -> renderer.unref(c);
            case GpuCommand.ResourceAttachBacking c -> renderer.attach(c);
            case GpuCommand.ResourceDetachBacking c -> renderer.detach(c);
            case GpuCommand.SetScanout c -> renderer.setScanout(c);
            case GpuCommand.TransferToHost2d c -> renderer.transfer(c);
            case GpuCommand.ResourceFlush c -> renderer.flush(c);
            case GpuCommand.UpdateCursor _, GpuCommand.MoveCursor _, GpuCommand.Unsupported _ ->
                    GpuResponse.UNSPEC;
        };
    }

    private GpuResponse displayInfo() {
        return new GpuResponse.DisplayInfo(
                IntStream.range(0, outputs).mapToObj(sizes::of).toList());
    }

    /// The monitor of a disabled scanout is there all the same.
    private GpuResponse edid(int scanout) {
        if (scanout < 0 || scanout >= outputs) {
            return GpuResponse.INVALID_PARAMETER;
        }
        Mode preferred = sizes.of(scanout).orElse(Mode.DEFAULT);
        return new GpuResponse.Edid(
                sizes.areLargest()
                        ? Edid.noLargerThan(preferred, scanout)
                        : Edid.of(preferred, scanout));
    }

    /// Adds a surface to a screen while the device runs; it is told at once what is shown.
    ///
    /// @param display the name its numbers get in [#stats]
    public void attach(int scanout, String display, Surface surface) {
        Scanout screen =
                scanouts.find(scanout)
                        .orElseThrow(() -> new IllegalArgumentException("no screen " + scanout));
        renderer.attach(screen, display, surface);
    }

    /// Takes a surface away that was added; it is not closed. What was made for it alone is
    /// released.
    public void detach(Surface surface) {
        scanouts.detach(surface);
        renderer.displayGone();
    }

    /// What it has done and holds.
    public GpuStats stats() {
        return renderer.stats();
    }

    @Override
    public void readConfig(long offset, MemorySegment target) {
        if (offset < CONFIG_SIZE) {
            MemorySegment.copy(
                    config, offset, target, 0, Math.min(target.byteSize(), CONFIG_SIZE - offset));
        }
    }

    /// Only `events_clear` can be written, and no event is ever raised here.
    @Override
    public void writeConfig(long offset, MemorySegment source) {}

    @Override
    public void memoryReplaced(GuestMemory memory) {
        renderer.memoryReplaced(memory);
    }

    @Override
    public void reset() {
        renderer.reset();
        cursor.reset();
    }

    @Override
    public void close() {
        reset();
        scanouts.close();
    }
}
