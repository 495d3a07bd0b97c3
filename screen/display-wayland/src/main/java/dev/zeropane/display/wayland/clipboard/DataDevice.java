// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlDataDevice;
import dev.zeropane.wayland.protocol.WlDataDeviceManager;
import dev.zeropane.wayland.protocol.WlDataOffer;
import dev.zeropane.wayland.protocol.WlDataSource;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.Optional;

/// The clipboard of a seat, by its `wl_data_device`. Nothing can be dragged into a window: what is
/// dragged over it is not accepted.
///
/// It is never released: an announcement may be on its way, whose object would then be unknown.
final class DataDevice implements SelectionDevice {
    private final Proxy<WlDataDeviceManager.Request> manager;
    private final Proxy<WlDataDevice.Request> device;
    private final HostOffers offers;
    private Optional<Proxy<?>> dragged = Optional.empty();

    DataDevice(
            Proxy<WlDataDeviceManager.Request> manager, Proxy<WlSeat.Request> seat, Events events) {
        this.manager = manager;
        this.offers = new HostOffers(events);
        this.device =
                manager.create(
                        WlDataDeviceManager.Request.GET_DATA_DEVICE,
                        WlDataDevice.INTERFACE,
                        this::event,
                        seat);
    }

    private void event(WlDataDevice.Event event, Arguments arguments) {
        switch (event) {
            case DATA_OFFER -> announce(arguments);
            case SELECTION -> offers.select(arguments.object());
            case ENTER -> {
                endDrag();
                dragged = arguments.skip().skip().skip().skip().object();
            }
            case LEAVE, DROP -> endDrag();
            case MOTION -> {}
        }
    }

    private void announce(Arguments arguments) {
        OfferTypes types = new OfferTypes();
        Proxy<WlDataOffer.Request> object = arguments.newObject(WlDataOffer.INTERFACE, types);
        types.offer =
                new HostOffer(
                        (type, pipe) ->
                                object.request(WlDataOffer.Request.RECEIVE)
                                        .string(type)
                                        .fd(pipe)
                                        .send(),
                        () -> object.request(WlDataOffer.Request.DESTROY).send());
        offers.add(object, types.offer);
    }

    private static final class OfferTypes implements Handler<WlDataOffer.Event> {
        private HostOffer offer;

        @Override
        public void handle(WlDataOffer.Event event, Arguments arguments) {
            switch (event) {
                case OFFER -> offer.add(arguments.string());
                case SOURCE_ACTIONS, ACTION -> {}
            }
        }
    }

    private void endDrag() {
        dragged.ifPresent(offers::destroy);
        dragged = Optional.empty();
    }

    @Override
    public Runnable select(int serial, SourceEvents source) {
        Proxy<WlDataSource.Request> object =
                manager.create(
                        WlDataDeviceManager.Request.CREATE_DATA_SOURCE,
                        WlDataSource.INTERFACE,
                        (event, arguments) -> source(event, arguments, source));
        TextTypes.offered()
                .forEach(type -> object.request(WlDataSource.Request.OFFER).string(type).send());
        device.request(WlDataDevice.Request.SET_SELECTION).object(object).unsigned(serial).send();
        return () -> object.request(WlDataSource.Request.DESTROY).send();
    }

    private static void source(WlDataSource.Event event, Arguments arguments, SourceEvents source) {
        switch (event) {
            case SEND -> {
                String type = arguments.string();
                source.wanted(type, arguments.fd());
            }
            case CANCELLED -> source.cancelled();
            case TARGET, DND_DROP_PERFORMED, DND_FINISHED, ACTION -> {}
        }
    }
}
