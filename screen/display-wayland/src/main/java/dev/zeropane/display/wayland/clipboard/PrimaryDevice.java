// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionOfferV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionSourceV1;

/// What is marked at a seat, by its `zwp_primary_selection_device_v1`. Never destroyed, as a
/// [DataDevice].
final class PrimaryDevice implements SelectionDevice {
    private final Proxy<ZwpPrimarySelectionDeviceManagerV1.Request> manager;
    private final Proxy<ZwpPrimarySelectionDeviceV1.Request> device;
    private final HostOffers offers;

    PrimaryDevice(
            Proxy<ZwpPrimarySelectionDeviceManagerV1.Request> manager,
            Proxy<WlSeat.Request> seat,
            Events events) {
        this.manager = manager;
        this.offers = new HostOffers(events);
        this.device =
                manager.create(
                        ZwpPrimarySelectionDeviceManagerV1.Request.GET_DEVICE,
                        ZwpPrimarySelectionDeviceV1.INTERFACE,
                        this::event,
                        seat);
    }

    private void event(ZwpPrimarySelectionDeviceV1.Event event, Arguments arguments) {
        switch (event) {
            case DATA_OFFER -> announce(arguments);
            case SELECTION -> offers.select(arguments.object());
        }
    }

    private void announce(Arguments arguments) {
        OfferTypes types = new OfferTypes();
        Proxy<ZwpPrimarySelectionOfferV1.Request> object =
                arguments.newObject(ZwpPrimarySelectionOfferV1.INTERFACE, types);
        types.offer =
                new HostOffer(
                        (type, pipe) ->
                                object.request(ZwpPrimarySelectionOfferV1.Request.RECEIVE)
                                        .string(type)
                                        .fd(pipe)
                                        .send(),
                        () -> object.request(ZwpPrimarySelectionOfferV1.Request.DESTROY).send());
        offers.add(object, types.offer);
    }

    private static final class OfferTypes implements Handler<ZwpPrimarySelectionOfferV1.Event> {
        private HostOffer offer;

        @Override
        public void handle(ZwpPrimarySelectionOfferV1.Event event, Arguments arguments) {
            switch (event) {
                case OFFER -> offer.add(arguments.string());
            }
        }
    }

    @Override
    public Runnable select(int serial, SourceEvents source) {
        Proxy<ZwpPrimarySelectionSourceV1.Request> object =
                manager.create(
                        ZwpPrimarySelectionDeviceManagerV1.Request.CREATE_SOURCE,
                        ZwpPrimarySelectionSourceV1.INTERFACE,
                        (event, arguments) -> source(event, arguments, source));
        TextTypes.offered()
                .forEach(type ->
                        object.request(ZwpPrimarySelectionSourceV1.Request.OFFER)
                                .string(type)
                                .send());
        device.request(ZwpPrimarySelectionDeviceV1.Request.SET_SELECTION)
                .object(object)
                .unsigned(serial)
                .send();
        return () -> object.request(ZwpPrimarySelectionSourceV1.Request.DESTROY).send();
    }

    private static void source(
            ZwpPrimarySelectionSourceV1.Event event, Arguments arguments, SourceEvents source) {
        switch (event) {
            case SEND -> {
                String type = arguments.string();
                source.wanted(type, arguments.fd());
            }
            case CANCELLED -> source.cancelled();
        }
    }
}
