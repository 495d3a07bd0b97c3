// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Display;
import dev.zeropane.display.Edid;
import dev.zeropane.display.Mode;
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

    private final RequestBytes request = new RequestBytes();
    private final ResponseBytes response = new ResponseBytes();
    private final MemorySegment config;
    private final int outputs;

    private final LongSupplier clock;

    /// Requests of the control queue that were taken and not begun: at most one, and one behind a
    /// DETACH_BACKING.
    private final ArrayDeque<Taken> taken = new ArrayDeque<>();

    private record Taken(GpuCommand command, Reply reply) {}

    /// The request of the control queue that was begun and needs another turn.
    private Optional<Begun> begun = Optional.empty();

    private record Begun(Work work, Reply reply) {}

    private final ScreenSizes sizes;
    private final Scanouts scanouts;
    private final ResourceTable resources;
    private final CursorPlane cursor;

    public GpuDevice(GpuOptions options) {
        this(options, System::nanoTime);
    }

    /// @param clock says when a turn is over; as [System#nanoTime]
    GpuDevice(GpuOptions options, LongSupplier clock) {
        List<Scanout> all = new ArrayList<>();
        for (int i = 0; i < options.outputs(); i++) {
            Scanout scanout = new Scanout(i, options.sizes());
            for (Display display : options.displays()) {
                scanout.add(display.name(), display.open(i));
            }
            all.add(scanout);
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
        return index != CURSOR_QUEUE && !(begun.isEmpty() && taken.isEmpty());
    }

    private void serveCursor(VirtQueue queue, Turn turn) {
        for (int left = queue.size(); left > 0; left--) {
            Optional<Taken> next = take(queue);
            if (next.isEmpty()) {
                return;
            }
            Reply reply = next.get().reply;
            try {
                if (next.get().command instanceof GpuCommand.TooShort) {
                    reply.nothing();
                } else {
                    reply.answer = cursor.execute(next.get().command);
                }
            } finally {
                reply.give();
            }
            if (turn.isOver()) {
                return;
            }
        }
    }

    /// One request after the other, in their order. One that has not ended with the turn goes on in
    /// the next.
    private void serveControl(VirtQueue queue, Turn turn) {
        int left = queue.size();
        boolean free = goOn(turn);
        while (free) {
            while (left > 0 && (taken.isEmpty() || isToWait())) {
                Optional<Taken> next = take(queue);
                if (next.isEmpty()) {
                    break;
                }
                taken.add(next.get());
                left--;
            }
            if (taken.isEmpty()) {
                return;
            }
            begin(taken.remove());
            free = goOn(turn) && !turn.isOver();
        }
    }

    /// Whether the next request has to know the one behind it: keeping the picture costs
    /// DETACH_BACKING a copy of it, for nothing if the guest frees the resource next, as Windows'
    /// driver does.
    private boolean isToWait() {
        return taken.size() == 1
                && taken.element().command instanceof GpuCommand.ResourceDetachBacking;
    }

    /// The next request, decoded. Whatever fails, a request is answered: its driver waits for that,
    /// and for nothing else.
    private Optional<Taken> take(VirtQueue queue) {
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
            return Optional.of(new Taken(command, reply));
        } finally {
            if (!decoded) {
                reply.give();
            }
        }
    }

    private void begin(Taken request) {
        Reply reply = request.reply;
        boolean later = false;
        try {
            if (request.command instanceof GpuCommand.SizeQuery query) {
                // The guest asks because a size changed: it waits, and only it, for the new one.
                sizes.refresh(() -> reply.later(query));
            } else if (request.command instanceof GpuCommand.TooShort) {
                reply.nothing();
            } else {
                begun = Optional.of(new Begun(execute(request.command), reply));
            }
            later = true;
        } finally {
            if (!later) {
                reply.give();
            }
        }
    }

    /// Goes on with the request that was begun, if there is one.
    ///
    /// @return whether the next may begin
    private boolean goOn(Turn turn) {
        if (begun.isEmpty()) {
            return true;
        }
        Begun it = begun.get();
        boolean unfinished = false;
        try {
            Optional<GpuResponse> answer = it.work.goOn(turn);
            unfinished = answer.isEmpty();
            it.reply.answer = answer.orElse(GpuResponse.UNSPEC);
            return !unfinished;
        } finally {
            if (!unfinished) {
                begun = Optional.empty();
                try {
                    it.work.close();
                } finally {
                    it.reply.give();
                }
            }
        }
    }

    /// Has what was begun finished, however long it takes, before something else changes what it
    /// works on.
    private void finish() {
        begun.ifPresent(it -> {
            try {
                boolean _ = goOn(Turn.withoutEnd());
            } finally {
                it.reply.queue.signal();
            }
        });
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

        void later(GpuCommand.SizeQuery query) {
            try {
                answer = answer(query);
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

        /// To a request that does not say what it is.
        void nothing() {
            given = true;
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
        return !taken.isEmpty()
                && taken.element().command instanceof GpuCommand.ResourceUnref(int freed)
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
        try {
            finish();
        } finally {
            resources.addSurface(screen, display, surface);
        }
    }

    /// Takes a surface away that was added; it is not closed. What was made for it alone is
    /// released.
    public void detach(Surface surface) {
        scanouts.remove(surface);
        resources.surfaceGone();
    }

    /// What it has done and holds.
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

    /// Only `events_clear` can be written, and no event is ever raised here.
    @Override
    public void writeConfig(long offset, MemorySegment source) {}

    @Override
    public void memoryReplaced(GuestMemory memory) {
        try {
            if (begun.isPresent() && resources.wouldLose(memory)) {
                finish();
            }
        } finally {
            resources.memoryReplaced(memory);
        }
    }

    @Override
    public void reset() {
        begun.ifPresent(it -> it.work.close());
        begun = Optional.empty();
        taken.clear();
        resources.reset();
        cursor.reset();
    }

    @Override
    public void close() {
        reset();
        scanouts.close();
    }
}
