// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
import dev.zeropane.display.edid.Edid;
import dev.zeropane.gpu.protocol.CtrlHeader;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuConfig;
import dev.zeropane.gpu.protocol.GpuResponse;
import dev.zeropane.gpu.protocol.RequestBytes;
import dev.zeropane.gpu.protocol.ResponseBytes;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// The virtio-gpu device (VIRTIO 1.3 §5.7): decodes requests, executes them, and responds.
///
/// Device thread only, also for constructor and [#close]. It closes its surfaces, but not the
/// displays.
public final class GpuDevice implements VirtioDevice, AutoCloseable {
    /// Feature bits of the device type.
    public static final long FEATURES = VirtioGpu.VIRTIO_GPU_F_EDID;

    /// `controlq` and `cursorq`.
    public static final int QUEUES = 2;

    private static final int CURSOR_QUEUE = 1;

    private final RequestBytes request = new RequestBytes();
    private final ResponseBytes response = new ResponseBytes();
    private final MemorySegment config;
    private final int outputs;

    private final LongSupplier clock;

    /// Requests taken from the control queue and not begun: at most one, but two if the first is a
    /// DETACH_BACKING.
    private final ArrayDeque<PendingRequest> pending = new ArrayDeque<>();

    private record PendingRequest(GpuCommand command, Reply reply) {}

    /// The request of the control queue that needs another turn.
    private Optional<RunningRequest> running = Optional.empty();

    private record RunningRequest(Work work, Reply reply) {}

    private final ScreenSizes sizes;
    private final Scanouts scanouts;
    private final ResourceTable resources;
    private final CursorPlane cursor;

    public GpuDevice(GpuOptions options) {
        this(options, System::nanoTime);
    }

    /// @param clock for the length of turns; like [System#nanoTime]
    GpuDevice(GpuOptions options, LongSupplier clock) {
        List<Scanout> all = new ArrayList<>();
        for (int i = 0; i < options.outputs(); i++) {
            all.add(new Scanout(i, options.sizes(), options.displays()));
        }
        this.scanouts = new Scanouts(all);
        this.resources = new ResourceTable(options, scanouts);
        this.cursor = new CursorPlane(resources, scanouts);
        this.outputs = options.outputs();
        this.sizes = options.sizes();
        this.clock = clock;
        this.config = new GpuConfig(outputs).bytes();
    }

    @Override
    public void available(int index, VirtQueue queue) {
        Turn turn = new Turn(clock);
        if (index == CURSOR_QUEUE) {
            serveCursor(queue, turn);
        } else {
            serveControl(queue, turn);
        }
    }

    @Override
    public boolean isUnfinished(int index) {
        return index != CURSOR_QUEUE && !(running.isEmpty() && pending.isEmpty());
    }

    private void serveCursor(VirtQueue queue, Turn turn) {
        for (int left = queue.size(); left > 0; left--) {
            Optional<PendingRequest> next = take(queue);
            if (next.isEmpty()) {
                return;
            }
            Reply reply = next.get().reply;
            try {
                if (next.get().command instanceof GpuCommand.TooShort) {
                    reply.sendEmpty();
                } else {
                    reply.answer = cursor.execute(next.get().command);
                }
            } finally {
                reply.send();
            }
            if (turn.isOver()) {
                return;
            }
        }
    }

    /// Executes one request after the other, in their order. An unfinished one continues in the
    /// next turn.
    private void serveControl(VirtQueue queue, Turn turn) {
        int left = queue.size();
        boolean free = advance(turn);
        while (free) {
            while (left > 0 && (pending.isEmpty() || needsSuccessor())) {
                Optional<PendingRequest> next = take(queue);
                if (next.isEmpty()) {
                    break;
                }
                pending.add(next.get());
                left--;
            }
            if (pending.isEmpty()) {
                return;
            }
            begin(pending.remove());
            free = advance(turn) && !turn.isOver();
        }
    }

    /// Whether the next request is a DETACH_BACKING without a successor yet. It has to copy the
    /// picture on a screen, but not if the guest frees the resource next, as Windows' driver does.
    private boolean needsSuccessor() {
        return pending.size() == 1
                && pending.element().command instanceof GpuCommand.ResourceDetachBacking;
    }

    /// Takes and decodes the next request. A request is answered even if this fails, because the
    /// driver waits for the response without a time limit.
    private Optional<PendingRequest> take(VirtQueue queue) {
        Optional<Chain> chain = queue.pop();
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        Reply reply = new Reply(queue, chain.get());
        boolean decoded = false;
        try {
            request.length(chain.get().read(request.buffer()));
            GpuCommand command = new GpuCommand.TooShort();
            Optional<CtrlHeader> header = request.header();
            if (header.isPresent()) {
                reply.header = header.get();
                command = GpuCommand.read(request, reply.header.type());
            }
            decoded = true;
            return Optional.of(new PendingRequest(command, reply));
        } finally {
            if (!decoded) {
                reply.send();
            }
        }
    }

    private void begin(PendingRequest request) {
        Reply reply = request.reply;
        boolean deferred = false;
        try {
            if (request.command instanceof GpuCommand.SizeQuery query) {
                // The guest asks because a size has changed, so the response waits for the new
                // size.
                sizes.refresh(() -> reply.sendSizes(query));
            } else if (request.command instanceof GpuCommand.TooShort) {
                reply.sendEmpty();
            } else {
                running = Optional.of(new RunningRequest(execute(request.command), reply));
            }
            deferred = true;
        } finally {
            if (!deferred) {
                reply.send();
            }
        }
    }

    /// Continues the running request, if there is one.
    ///
    /// @return whether the next request may begin
    private boolean advance(Turn turn) {
        if (running.isEmpty()) {
            return true;
        }
        RunningRequest it = running.get();
        boolean unfinished = false;
        try {
            Optional<GpuResponse> answer = it.work.advance(turn);
            unfinished = answer.isEmpty();
            it.reply.answer = answer.orElse(GpuResponse.UNSPEC);
            return !unfinished;
        } finally {
            if (!unfinished) {
                running = Optional.empty();
                try {
                    it.work.close();
                } finally {
                    it.reply.send();
                }
            }
        }
    }

    /// Finishes the running request, however long it takes, before its objects are changed.
    private void finishRunning() {
        running.ifPresent(it -> {
            try {
                boolean _ = advance(Turn.unlimited());
            } finally {
                it.reply.queue.signal();
            }
        });
    }

    /// The response to one request, at first an error.
    private final class Reply {
        private final VirtQueue queue;
        private final Chain chain;
        private CtrlHeader header = CtrlHeader.UNKNOWN;
        private GpuResponse answer = GpuResponse.UNSPEC;
        private boolean sent;

        Reply(VirtQueue queue, Chain chain) {
            this.queue = queue;
            this.chain = chain;
        }

        void sendSizes(GpuCommand.SizeQuery query) {
            try {
                answer = answer(query);
            } finally {
                try {
                    send();
                } finally {
                    queue.signal();
                }
            }
        }

        void send() {
            if (!sent) {
                sent = true;
                chain.complete(response.bytes(), response.put(header, answer));
            }
        }

        /// Answers a request without a header.
        void sendEmpty() {
            sent = true;
            chain.complete(response.bytes(), 0);
        }
    }

    private Work execute(GpuCommand command) {
        return switch (command) {
            case GpuCommand.ResourceCreate2d c -> Work.done(resources.create(c));
            case GpuCommand.ResourceUnref c -> Work.done(resources.unref(c));
            case GpuCommand.ResourceAttachBacking c -> resources.attachBacking(c);
            case GpuCommand.ResourceDetachBacking c ->
                    resources.detachBacking(c, isFreedNext(c.resource()));
            case GpuCommand.SetScanout c -> resources.setScanout(c);
            case GpuCommand.TransferToHost2d c -> resources.transfer(c);
            case GpuCommand.ResourceFlush c -> Work.done(resources.flush(c));
            case GpuCommand.UpdateCursor _,
                    GpuCommand.MoveCursor _,
                    GpuCommand.SizeQuery _,
                    GpuCommand.TooShort _,
                    GpuCommand.Unsupported _ ->
                    Work.done(GpuResponse.UNSPEC);
        };
    }

    private boolean isFreedNext(int resource) {
        return !pending.isEmpty()
                && pending.element().command instanceof GpuCommand.ResourceUnref(int freed)
                && freed == resource;
    }

    private GpuResponse answer(GpuCommand.SizeQuery query) {
        return switch (query) {
            case GpuCommand.GetDisplayInfo _ -> displayInfo();
            case GpuCommand.GetEdid c -> edid(c.scanout());
        };
    }

    private GpuResponse displayInfo() {
        return new GpuResponse.DisplayInfo(
                IntStream.range(0, outputs).mapToObj(sizes::of).toList());
    }

    /// A disabled scanout has a monitor, too.
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

    /// Adds a surface to a screen while the device runs, and shows the current picture on it.
    ///
    /// @param display name of the surface's display in [#stats]
    public void attach(int scanout, String display, Surface surface) {
        Scanout screen =
                scanouts.find(scanout)
                        .orElseThrow(() -> new IllegalArgumentException("no screen " + scanout));
        try {
            finishRunning();
        } finally {
            resources.addSurface(screen, display, surface);
        }
    }

    /// Removes a surface without closing it. Views and dma-bufs that no other surface needs are
    /// released.
    public void detach(Surface surface) {
        scanouts.remove(surface);
        resources.releaseUnusedImages();
    }

    /// The device's counters.
    public GpuStats stats() {
        return resources.stats();
    }

    @Override
    public void readConfig(long offset, MemorySegment target) {
        long left = config.byteSize() - offset;
        if (left > 0) {
            MemorySegment.copy(config, offset, target, 0, Math.min(target.byteSize(), left));
        }
    }

    /// Only `events_clear` can be written, and the device has no events.
    @Override
    public void writeConfig(long offset, MemorySegment source) {}

    @Override
    public void memoryReplaced(GuestMemory memory) {
        try {
            if (running.isPresent() && resources.wouldLose(memory)) {
                finishRunning();
            }
        } finally {
            resources.memoryReplaced(memory);
        }
    }

    @Override
    public void reset() {
        running.ifPresent(it -> it.work.close());
        running = Optional.empty();
        pending.clear();
        resources.reset();
        cursor.reset();
    }

    @Override
    public void close() {
        reset();
        scanouts.close();
    }
}
