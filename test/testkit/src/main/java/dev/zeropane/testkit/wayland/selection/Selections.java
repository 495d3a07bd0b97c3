// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.testkit.wayland.seat.FocusWatcher;
import dev.zeropane.testkit.wayland.seat.Seats;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Server;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The seat's selections: who has them, and who is told. Only the client with the keyboard's focus
/// is told of a selection, and only it can set one.
public final class Selections implements FocusWatcher {
    private final Server server;
    private final Map<Selection, Optional<Offered>> current = new EnumMap<>(Selection.class);
    private final Map<Selection, List<Taker>> takers = new EnumMap<>(Selection.class);
    private int refused;

    public Selections(Server server) {
        this.server = server;
        for (Selection selection : Selection.values()) {
            current.put(selection, Optional.empty());
            takers.put(selection, new ArrayList<>());
        }
    }

    public static Selections of(Server server) {
        return server.part(Selections.class);
    }

    public Optional<Offered> current(Selection selection) {
        return current.get(selection);
    }

    /// How often a client without the focus tried to set one.
    public int refused() {
        return refused;
    }

    /// Somebody on the host copies something, or what was copied is gone.
    public void set(Selection selection, Optional<Offered> offered) {
        Optional<Offered> before = current.put(selection, offered);
        before.ifPresent(Offered::replaced);
        Seats.of(server).withKeys().ifPresent(client -> tell(selection, client));
    }

    /// A client sets one. As compositors do, it is passed over in silence if the client has no
    /// focus: it may have lost it meanwhile.
    void setBy(Client client, Selection selection, Optional<Offered> offered) {
        if (Seats.of(server).withKeys().filter(client::equals).isEmpty()) {
            refused++;
            offered.ifPresent(Offered::replaced);
            return;
        }
        set(selection, offered);
    }

    /// A client has destroyed what it offered.
    void gone(Offered offered) {
        for (Selection selection : Selection.values()) {
            if (current.get(selection).filter(offered::equals).isPresent()) {
                current.put(selection, Optional.empty());
                Seats.of(server).withKeys().ifPresent(client -> tell(selection, client));
            }
        }
    }

    void add(Selection selection, Taker taker) {
        takers.get(selection).add(taker);
        if (Seats.of(server).withKeys().filter(taker.client()::equals).isPresent()) {
            taker.select(current.get(selection));
        }
    }

    void remove(Taker taker) {
        takers.values().forEach(all -> all.remove(taker));
    }

    @Override
    public void focusComes(Client client) {
        for (Selection selection : Selection.values()) {
            tell(selection, client);
        }
    }

    private void tell(Selection selection, Client client) {
        takersOf(selection, client).forEach(taker -> taker.select(current.get(selection)));
    }

    private List<Taker> takersOf(Selection selection, Client client) {
        return takers.get(selection).stream().filter(it -> it.client() == client).toList();
    }

    /// Announces something to every client, and says nothing of what for.
    public void announce(Selection selection, Offered offered) {
        takers.get(selection)
                .forEach(taker -> {
                    int _ = taker.announce(offered);
                });
    }
}
