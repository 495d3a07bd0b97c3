package dev.zeropane.testkit.wayland;

import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlRegion;
import dev.zeropane.wayland.protocol.WlRegion.Request;
import java.util.ArrayList;
import java.util.List;

/// `wl_region`, as the rectangles that were added; none are subtracted by our client.
final class Region extends Resource<Request, NoMessage> {
    private final List<Rect> rects = new ArrayList<>();

    Region(Client client, int id, int version) {
        super(client, WlRegion.INTERFACE, id, version);
    }

    List<Rect> rects() {
        return List.copyOf(rects);
    }

    @Override
    void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case ADD -> rects.add(args.rect());
            case SUBTRACT -> throw notImplemented(request);
        }
    }
}
