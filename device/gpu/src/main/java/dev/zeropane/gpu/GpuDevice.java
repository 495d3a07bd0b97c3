// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
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

    private final Turn turn;

    /// Requests taken from the control queue and not begun: a DETACH_BACKING, and its successor.
    private final ArrayDeque<Request> pending = new ArrayDeque<>();

    private record Request(VirtQueue queue, Chain chain, CtrlHeader header, GpuCommand command) {}

    /// The request of the control queue that needs another turn.
    private Optional<RunningRequest> running = Optional.empty();

    private record RunningRequest(VirtQueue queue, Chain chain, CtrlHeader header, Work work) {}

    private final ScreenSizes sizes;
    private final SizeQueries sizeQueries;
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
        this.sizes = options.sizes();
        this.sizeQueries = new SizeQueries(options.outputs(), sizes);
        this.turn = new Turn(clock);
        this.config = new GpuConfig(options.outputs()).bytes();
    }

    @Override
    public void available(int index, VirtQueue queue) {
        turn.begin();
        if (index == CURSOR_QUEUE) {
            serveCursor(queue);
        } else {
            serveControl(queue);
        }
    }

    @Override
    public boolean isUnfinished(int index) {
        return index != CURSOR_QUEUE && !(running.isEmpty() && pending.isEmpty());
    }

    private void serveCursor(VirtQueue queue) {
        for (int left = queue.size(); left > 0; left--) {
            Optional<Chain> chain = queue.pop();
            if (chain.isEmpty()) {
                return;
            }
            GpuCommand command = decode(chain.get());
            if (command instanceof GpuCommand.TooShort) {
                sendEmpty(chain.get());
            } else {
                moveCursor(chain.get(), request.header(), command);
            }
            if (turn.isOver()) {
                return;
            }
        }
    }

    private void moveCursor(Chain chain, CtrlHeader header, GpuCommand command) {
        GpuResponse answer = GpuResponse.UNSPEC;
        try {
            answer = cursor.execute(command);
        } finally {
            send(chain, header, answer);
        }
    }

    /// Executes one request after the other, in their order. An unfinished one continues in the
    /// next turn.
    private void serveControl(VirtQueue queue) {
        int left = queue.size();
        boolean free = advance(turn);
        while (free) {
            boolean mayTake = left > 0 && (pending.isEmpty() || needsSuccessor());
            Optional<Chain> chain = mayTake ? queue.pop() : Optional.empty();
            if (chain.isPresent()) {
                left--;
                GpuCommand command = decode(chain.get());
                if (!pending.isEmpty() || command instanceof GpuCommand.ResourceDetachBacking) {
                    pending.add(new Request(queue, chain.get(), request.header(), command));
                    continue;
                }
                begin(queue, chain.get(), request.header(), command);
            } else if (pending.isEmpty()) {
                return;
            } else {
                Request next = pending.remove();
                begin(next.queue, next.chain, next.header, next.command);
            }
            free = advance(turn) && !turn.isOver();
        }
    }

    /// Whether the next request is a DETACH_BACKING without a successor yet. It has to copy the
    /// picture on a screen, but not if the guest frees the resource next, as Windows' driver does.
    private boolean needsSuccessor() {
        return pending.size() == 1
                && pending.element().command instanceof GpuCommand.ResourceDetachBacking;
    }

    /// Copies and decodes a request. It is answered even if this fails, because the driver waits
    /// for the response without a time limit.
    private GpuCommand decode(Chain chain) {
        boolean decoded = false;
        request.length(0);
        try {
            request.length(chain.read(request.buffer()));
            GpuCommand command = GpuCommand.read(request);
            decoded = true;
            return command;
        } finally {
            if (!decoded) {
                send(chain, request.header(), GpuResponse.UNSPEC);
            }
        }
    }

    /// Executes a request. Most are done at once; any other becomes the running one.
    private void begin(VirtQueue queue, Chain chain, CtrlHeader header, GpuCommand command) {
        if (command instanceof GpuCommand.TooShort) {
            sendEmpty(chain);
            return;
        }
        if (command instanceof GpuCommand.SizeQuery query) {
            new SizesReply(new Request(queue, chain, header, query), query).prepare();
            return;
        }
        GpuResponse answer = GpuResponse.UNSPEC;
        boolean unfinished = false;
        try {
            Work work = execute(command);
            if (work instanceof Work.Done done) {
                answer = done.answer();
            } else {
                running = Optional.of(new RunningRequest(queue, chain, header, work));
                unfinished = true;
            }
        } finally {
            if (!unfinished) {
                send(chain, header, answer);
            }
        }
    }

    /// Answers a request without a header.
    private void sendEmpty(Chain chain) {
        chain.complete(response.bytes(), 0);
    }

    private void send(Chain chain, CtrlHeader header, GpuResponse answer) {
        chain.complete(response.bytes(), response.put(header, answer));
    }

    /// Continues the running request, if there is one.
    ///
    /// @return whether the next request may begin
    private boolean advance(Turn turn) {
        if (running.isEmpty()) {
            return true;
        }
        RunningRequest it = running.get();
        GpuResponse answer = GpuResponse.UNSPEC;
        boolean unfinished = false;
        try {
            Optional<GpuResponse> result = it.work.advance(turn);
            unfinished = result.isEmpty();
            answer = result.orElse(answer);
            return !unfinished;
        } finally {
            if (!unfinished) {
                running = Optional.empty();
                try {
                    it.work.close();
                } finally {
                    send(it.chain, it.header, answer);
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
                it.queue.signal();
            }
        });
    }

    /// The response to a query for sizes, which waits for the new ones: the guest asks because a
    /// size has changed. It is sent once, whatever fails.
    private final class SizesReply {
        private final Request request;
        private final GpuCommand.SizeQuery query;
        private boolean sent;

        SizesReply(Request request, GpuCommand.SizeQuery query) {
            this.request = request;
            this.query = query;
        }

        void prepare() {
            boolean waiting = false;
            try {
                sizes.refresh(this::sendSizes);
                waiting = true;
            } finally {
                if (!waiting) {
                    send(GpuResponse.UNSPEC);
                }
            }
        }

        private void sendSizes() {
            GpuResponse answer = GpuResponse.UNSPEC;
            try {
                answer = sizeQueries.answer(query);
            } finally {
                try {
                    send(answer);
                } finally {
                    request.queue.signal();
                }
            }
        }

        private void send(GpuResponse answer) {
            if (!sent) {
                sent = true;
                GpuDevice.this.send(request.chain, request.header, answer);
            }
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
