// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.WaylandException;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeManagerV1;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import java.util.Optional;

/// The globals of a compositor that windows need. Windows also work without the optional ones, but
/// less well.
public record BoundGlobals(
        Proxy<WlCompositor.Request> compositor,
        Proxy<WlSubcompositor.Request> subcompositor,
        Proxy<WlShm.Request> shm,
        ShmFormats shmFormats,
        Proxy<XdgWmBase.Request> wmBase,
        Optional<Proxy<ZwpLinuxDmabufV1.Request>> dmaBuf,
        Optional<Proxy<WpViewporter.Request>> viewporter,
        Optional<Proxy<WpFractionalScaleManagerV1.Request>> fractionalScale,
        Optional<Proxy<ZxdgDecorationManagerV1.Request>> decoration,
        Optional<Proxy<WpCursorShapeManagerV1.Request>> cursorShapes,
        Optional<Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request>> shortcuts) {
    /// @param dmaBufEvents gets the events of `zwp_linux_dmabuf_v1`
    /// @throws WaylandException if a required global is missing
    public static BoundGlobals of(Globals globals, Handler<ZwpLinuxDmabufV1.Event> dmaBufEvents) {
        ShmFormats shmFormats = new ShmFormats();
        return new BoundGlobals(
                required(globals, WlCompositor.INTERFACE),
                required(globals, WlSubcompositor.INTERFACE),
                required(globals, WlShm.INTERFACE, shmFormats),
                shmFormats,
                bindWmBase(globals),
                globals.bind(ZwpLinuxDmabufV1.INTERFACE, dmaBufEvents),
                globals.bind(WpViewporter.INTERFACE, Handler.none()),
                globals.bind(WpFractionalScaleManagerV1.INTERFACE, Handler.none()),
                globals.bind(ZxdgDecorationManagerV1.INTERFACE, Handler.none()),
                globals.bind(WpCursorShapeManagerV1.INTERFACE, Handler.none()),
                globals.bind(ZwpKeyboardShortcutsInhibitManagerV1.INTERFACE, Handler.none()));
    }

    /// A viewport of the surface, where the compositor has them.
    public Optional<Proxy<WpViewport.Request>> viewport(Proxy<WlSurface.Request> surface) {
        return viewporter.map(from ->
                from.create(
                        WpViewporter.Request.GET_VIEWPORT,
                        WpViewport.INTERFACE,
                        Handler.none(),
                        surface));
    }

    private static <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> required(
            Globals globals, Interface<R, E> type) {
        return required(globals, type, Handler.none());
    }

    private static <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> required(
            Globals globals, Interface<R, E> type, Handler<? super E> handler) {
        return globals.bind(type, handler).orElseThrow(() -> missing(type));
    }

    private static WaylandException missing(Interface<?, ?> type) {
        return new WaylandException("the compositor has no " + type);
    }

    private static Proxy<XdgWmBase.Request> bindWmBase(Globals globals) {
        Pong pong = new Pong();
        pong.wmBase =
                globals.bind(XdgWmBase.INTERFACE, pong)
                        .orElseThrow(() -> missing(XdgWmBase.INTERFACE));
        return pong.wmBase;
    }

    /// Answers pings: to the compositor, a client that does not answer hangs.
    private static final class Pong implements Handler<XdgWmBase.Event> {
        private Proxy<XdgWmBase.Request> wmBase;

        @Override
        public void handle(XdgWmBase.Event event, Arguments arguments) {
            switch (event) {
                case PING ->
                        wmBase.request(XdgWmBase.Request.PONG)
                                .unsigned(arguments.unsigned())
                                .send();
            }
        }
    }
}
