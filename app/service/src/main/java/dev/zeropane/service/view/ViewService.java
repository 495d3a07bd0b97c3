// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.view;

import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instance;
import dev.zeropane.control.view.RemoteScreen;
import dev.zeropane.display.Display;
import dev.zeropane.display.Screen;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.Displays;
import dev.zeropane.service.LogLimit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A device that another process serves, on displays of this one: pictures, pointer and name come
/// over its control socket, and what people do goes back. One device at a time; after it has ended
/// the displays can go on with the next.
public final class ViewService implements AutoCloseable {
    /// Rows that every importer takes.
    private static final int PROBE_STRIDE = 256;

    private static final int ERRORS_PER_MINUTE = 10;
    private static final System.Logger LOG = System.getLogger(ViewService.class.getName());

    private final LogLimit internalErrors =
            new LogLimit(ERRORS_PER_MINUTE, message -> LOG.log(System.Logger.Level.ERROR, message));
    private final EventLoop loop = new EventLoop(this::failed);
    private final Thread thread = Thread.ofPlatform().name("zeropane-view").unstarted(loop::run);
    private final RemoteHands hands;
    private final RemoteClipboard clipboard;
    private final List<Display> displays = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    // Guarded by this.
    private CompletableFuture<ControlException> end = new CompletableFuture<>();
    private CompletableFuture<Map<String, Object>> asked =
            CompletableFuture.completedFuture(Map.of());

    // Of the loop's thread.
    private final List<RemoteScreen> remotes = new ArrayList<>();
    private Optional<String> name = Optional.empty();

    /// The surfaces of one screen that take the same form of picture: importers get the guest's own
    /// pages; for those who read, a device knows better what has changed.
    private record Part(int scanout, boolean imports, Screen screen) {}

    private ViewService(RemoteHands hands, RemoteClipboard clipboard) {
        this.hands = hands;
        this.clipboard = clipboard;
        thread.start();
    }

    private void open(Instance device, Displays opener) {
        displays.addAll(opener.open(hands, hands.sizes()));
        clipboard
                .shared()
                .ifPresent(shared -> displays.forEach(display -> display.shareClipboard(shared)));
        for (int scanout = 0; scanout < screens(device); scanout++) {
            addPart(scanout);
        }
        hands.tellLights(lights -> displays.forEach(display -> display.lightsChanged(lights)));
    }

    /// Shows a device on displays.
    ///
    /// @param displays opens them
    /// @throws ControlException if the device has ended
    public static ViewService start(Instance device, Displays displays) {
        ViewService service = new ViewService(new RemoteHands(device), new RemoteClipboard(device));
        try {
            service.open(device, displays);
            service.show(device);
            return service;
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    /// How many screens a device has.
    ///
    /// @throws ControlException if it does not answer
    public static int screens(Instance device) {
        return device.stats()
                .orElseThrow(() -> new ControlException(device + " " + device.silence()))
                .objects("scanouts")
                .size();
    }

    private void addPart(int scanout) {
        Screen importers = new Screen();
        Screen readers = new Screen();
        for (Display display : displays) {
            Surface surface = display.open(scanout);
            boolean imports = surface.takesDmaBuf(PixelFormat.XRGB8888, PROBE_STRIDE, 0);
            CompletableFuture<Void> _ =
                    (imports ? importers : readers).add(display.name(), surface);
        }
        if (!importers.isEmpty()) {
            parts.add(new Part(scanout, true, importers));
        }
        if (!readers.isEmpty()) {
            parts.add(new Part(scanout, false, readers));
        }
    }

    /// Goes on with another device, after [#awaitEnd].
    ///
    /// @throws ControlException if it has ended
    public void goOnWith(Instance next) {
        hands.connect(next);
        clipboard.connect(next);
        show(next);
    }

    private void show(Instance device) {
        int screens = screens(device);
        List<Part> shown = parts.stream().filter(part -> part.scanout < screens).toList();
        List<ControlClient> clients = new ArrayList<>();
        try {
            shown.forEach(_ -> clients.add(ControlClient.connect(device.socket())));
        } catch (LinuxException e) {
            clients.forEach(ControlClient::close);
            throw new ControlException(device + " has ended", e);
        }
        CompletableFuture<ControlException> next = new CompletableFuture<>();
        synchronized (this) {
            end = next;
        }
        displays.forEach(display -> display.statsFrom(() -> stats(device)));
        loop.post(() -> {
            for (int i = 0; i < clients.size(); i++) {
                Part part = shown.get(i);
                Told told = new Told(next);
                RemoteScreen remote =
                        new RemoteScreen(
                                loop,
                                clients.get(i),
                                part.scanout,
                                part.imports,
                                part.screen,
                                told);
                remotes.add(remote);
            }
        });
    }

    /// What the device counts, asked for by displays. One question at a time: a device may hang.
    private synchronized CompletableFuture<Map<String, Object>> stats(Instance device) {
        if (asked.isDone()) {
            asked =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (ControlClient client =
                                        ControlClient.connect(device.socket())) {
                                    return client.stats().members();
                                }
                            },
                            question ->
                                    Thread.ofPlatform()
                                            .daemon()
                                            .name("zeropane-stats")
                                            .start(question));
        }
        return asked.copy();
    }

    private final class Told implements RemoteScreen.Events {
        private final CompletableFuture<ControlException> over;

        private Told(CompletableFuture<ControlException> over) {
            this.over = over;
        }

        @Override
        public void guest(String now) {
            if (!name.equals(Optional.of(now))) {
                name = Optional.of(now);
                displays.forEach(display -> display.guestChanged(name));
            }
        }

        @Override
        public void ended(ControlException reason) {
            // Later, as one may not have been added yet.
            loop.post(() -> {
                remotes.forEach(RemoteScreen::close);
                remotes.clear();
                boolean _ = over.complete(reason);
            });
        }
    }

    /// Whether the device has ended, or shows nothing more, and why, as [#awaitEnd] says.
    public synchronized Optional<ControlException> ended() {
        return Optional.ofNullable(end.getNow(null));
    }

    /// Waits until the device has ended, or shows nothing more.
    ///
    /// @return why: a [dev.zeropane.control.DeviceEndedException] in the first case
    public ControlException awaitEnd() throws InterruptedException {
        CompletableFuture<ControlException> now;
        synchronized (this) {
            now = end;
        }
        try {
            return now.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void failed(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        internalErrors.log("internal error, please report it: " + trace);
    }

    /// Closes the displays. The device does not notice but that a view has left.
    @Override
    public void close() {
        try (CloseStack last = new CloseStack()) {
            last.add(() -> remotes.forEach(RemoteScreen::close));
            // They may be reading the screens' memory until then.
            displays.forEach(display -> last.add(display::close));
            last.add(hands::close);
            last.add(clipboard::close);
            loop.stop();
            ThreadEnd.await(thread);
            parts.forEach(part -> part.screen.close());
        }
        // Not reached if the thread is stuck, because it still uses its loop.
        loop.close();
    }
}
