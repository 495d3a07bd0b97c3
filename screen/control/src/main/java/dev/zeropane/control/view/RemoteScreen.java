// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.view;

import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Fields;
import dev.zeropane.control.FrameMessage;
import dev.zeropane.control.Message;
import dev.zeropane.control.PointerMessage;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Screen;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One screen of a device that another process serves, on surfaces of this one. Belongs to the
/// thread of its loop, which is for these surfaces what the device's thread is elsewhere.
public final class RemoteScreen implements AutoCloseable {
    /// Of a copy that follows the damage, no more than this many updates a second are asked for: a
    /// guest may flip pages without pause, and each would be copied.
    private static final Duration BETWEEN_COPIES = Duration.ofMillis(8);

    private final EventLoop loop;
    private final ControlClient client;
    private final Screen screen;
    private final Events events;
    private final Map<Long, RemoteMemory> memories = new HashMap<>();
    private Optional<Frame> shown = Optional.empty();
    private long lastReady = System.nanoTime() - BETWEEN_COPIES.toNanos();
    private Optional<EventLoop.Timer> pause = Optional.empty();
    private boolean closed;

    /// Whether a copy waits to be followed until somebody sees it.
    private boolean unseen;

    /// What there is to know besides pictures. Called on the loop's thread.
    public interface Events {
        /// The guest has this name.
        void guest(String name);

        /// The device has ended, or it shows nothing more; [RemoteScreen#close] is to follow.
        ///
        /// @param reason a [dev.zeropane.control.DeviceEndedException] in the first case
        void ended(ControlException reason);
    }

    /// Views a screen. Call on the loop's thread.
    ///
    /// @param client connected to the device, and closed with this
    /// @param dmaBufs whether the surfaces import
    /// @param screen the surfaces, which stay open
    public RemoteScreen(
            EventLoop loop,
            ControlClient client,
            int number,
            boolean dmaBufs,
            Screen screen,
            Events events) {
        this.loop = loop;
        this.client = client;
        this.screen = screen;
        this.events = events;
        loop.watch(client.fd(), this::readable);
        guarded(() -> client.view(number, dmaBufs));
    }

    private void readable() {
        guarded(() -> {
            Optional<Message> arrived = client.poll();
            if (arrived.isPresent()) {
                try (Message message = arrived.get()) {
                    take(message);
                }
            }
        });
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (ControlException e) {
            end(e);
        } catch (LinuxException e) {
            end(new ControlException(e.getMessage(), e));
        }
    }

    private void end(ControlException reason) {
        if (!closed) {
            events.ended(reason);
        }
    }

    private void take(Message message) {
        Fields fields = message.fields();
        boolean copy = false;
        switch (fields.text("type")) {
            case "frame" -> copy = show(message);
            case "off" -> off();
            case "cursor" -> screen.cursor(PointerMessage.read(fields, message.fd()));
            case "pointer" -> screen.moveCursor(fields.integer("x"), fields.integer("y"));
            case "guest" -> events.guest(fields.text("name"));
            default -> {
                // Of a newer version.
            }
        }
        fields.numbersIfAny("forget").forEach(this::forget);
        if (copy) {
            readySoon();
        } else {
            ready();
        }
    }

    /// @return whether it is a copy
    private boolean show(Message message) {
        Fields fields = message.fields();
        RemoteMemory memory =
                memories.computeIfAbsent(fields.number("buffer"), _ -> RemoteMemory.of(message));
        FrameMessage update = FrameMessage.read(fields, memory, memory.size());
        Frame frame = update.frame();
        if (shown.equals(Optional.of(frame))) {
            screen.damage(shown.get(), update.damage());
        } else {
            Screen.Forms _ = screen.ask(frame, memory::isDmaBuf);
            shown = Optional.of(frame);
            screen.show(frame);
        }
        return !memory.isDmaBuf();
    }

    private void off() {
        shown = Optional.empty();
        screen.off();
    }

    private void forget(long number) {
        RemoteMemory gone = memories.remove(number);
        if (gone != null) {
            if (screen.isShowing(gone)) {
                // The device would have said so before.
                off();
            }
            gone.close();
            screen.forget(gone);
        }
    }

    private void ready() {
        lastReady = System.nanoTime();
        client.ready();
    }

    private void seen() {
        if (unseen && !closed) {
            readySoon();
        }
    }

    private void readySoon() {
        unseen = !screen.checkSeen(() -> loop.post(() -> guarded(this::seen)));
        if (unseen) {
            return;
        }
        long left = lastReady + BETWEEN_COPIES.toNanos() - System.nanoTime();
        if (left <= 0) {
            ready();
        } else {
            pause = Optional.of(loop.after(Duration.ofNanos(left), () -> guarded(this::ready)));
        }
    }

    /// Turns the screen off and disconnects.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pause.ifPresent(EventLoop.Timer::cancel);
        loop.unwatch(client.fd());
        off();
        screen.cursor(Cursor.NOT_SET);
        Map.copyOf(memories).keySet().forEach(this::forget);
        client.close();
    }
}
