// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1.Request;

/// `zxdg_decoration_manager_v1`.
public final class DecorationManager extends Resource<Request, NoMessage> {
    /// `zxdg_toplevel_decoration_v1.error`.
    private static final int UNCONFIGURED_BUFFER = 0;

    private static final int ALREADY_CONSTRUCTED = 1;

    public DecorationManager(Client client, int id, int version) {
        super(client, ZxdgDecorationManagerV1.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case GET_TOPLEVEL_DECORATION -> {
                int id = args.newId();
                Toplevel toplevel = args.object(Toplevel.class);
                if (toplevel.decoration().isPresent()) {
                    throw new ProtocolError(
                            id, ALREADY_CONSTRUCTED, toplevel + " has a decoration");
                }
                if (toplevel.surface().content().isMapped()) {
                    throw new ProtocolError(id, UNCONFIGURED_BUFFER, toplevel + " has a buffer");
                }
                client().add(new Decoration(client(), id, version(), toplevel)).take();
            }
        }
    }
}
