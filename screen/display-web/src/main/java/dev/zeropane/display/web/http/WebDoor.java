// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.Door;
import dev.zeropane.display.web.access.Identity;
import dev.zeropane.display.web.wire.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where browsers come in, and by which names they may call us. A name that is not ours may have
/// been given this machine's address by a page of somebody else's, which a browser then takes for
/// that page's own server; so it is refused. Numbers cannot be given to anybody.
public sealed interface WebDoor {
    /// One of this machine's, at which it is listened.
    InetAddress address();

    /// Whether it is us whom a browser calls so.
    ///
    /// @param host as in the header of that name
    boolean isOurs(String host);

    /// Where a page of ours comes from, if it calls us so.
    String origin(String host);

    /// Where the page is, for people.
    ///
    /// @param port at which it is listened
    String place(int port);

    /// What proves that it is us, if we speak TLS.
    default Optional<Identity> identity() {
        return Optional.empty();
    }

    /// For browsers on this machine.
    record OfThisMachine(InetAddress address) implements WebDoor {
        /// By whatever port: a tunnel's other end may have another one.
        private static final Pattern HERE =
                Pattern.compile("(127(\\.[0-9]{1,3}){3}|localhost|\\[::1\\])(:[0-9]{1,5})?");

        /// @throws IllegalArgumentException if others could come
        public OfThisMachine {
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException("no TLS at " + address);
            }
        }

        /// At the usual address.
        public OfThisMachine() {
            this(Door.OF_THIS_MACHINE.address());
        }

        @Override
        public boolean isOurs(String host) {
            return HERE.matcher(host).matches();
        }

        @Override
        public String origin(String host) {
            return "http://" + host;
        }

        @Override
        public String place(int port) {
            return "http://" + Addresses.text(address, port) + "/";
        }
    }

    /// For those who come by TLS, from anywhere.
    record Encrypted(InetAddress address, Identity server) implements WebDoor {
        private static final Pattern HOST =
                Pattern.compile("(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9_.-]{1,255})(:[0-9]{1,5})?");

        private static final Pattern NUMBERS =
                Pattern.compile("\\[[0-9a-f:.]+\\]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

        @Override
        public boolean isOurs(String host) {
            Matcher matcher = HOST.matcher(host.toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                return false;
            }
            String name = matcher.group(1);
            return NUMBERS.matcher(name).matches()
                    || name.equals("localhost")
                    || server.names().stream().anyMatch(own -> isCalled(own, name));
        }

        private static boolean isCalled(String own, String name) {
            boolean many = own.startsWith("*.");
            return many
                    ? name.indexOf('.') > 0
                            && name.substring(name.indexOf('.')).equals(own.substring(1))
                    : own.equals(name);
        }

        @Override
        public String origin(String host) {
            return "https://" + host;
        }

        @Override
        public String place(int port) {
            List<String> names =
                    server.names().stream().filter(name -> !name.startsWith("*")).toList();
            String at =
                    names.isEmpty()
                            ? Addresses.text(address, port)
                            : bracketed(names.getFirst()) + ":" + port;
            return "https://" + at + "/";
        }

        /// A name may be an address of IPv6.
        private static String bracketed(String name) {
            return name.indexOf(':') < 0 ? name : "[" + name + "]";
        }

        @Override
        public Optional<Identity> identity() {
            return Optional.of(server);
        }
    }

    /// For a reverse proxy, which speaks TLS with browsers and plainly with us.
    ///
    /// @param origin of the page, as browsers see it: `https://` and a host, perhaps a port
    record BehindProxy(InetAddress address, String origin) implements WebDoor {
        private static final Pattern ORIGIN =
                Pattern.compile(
                        "https://([a-z0-9_.-]{1,255}|\\[[0-9a-f:.]{2,45}\\])(:[0-9]{1,5})?");

        private static final String USUAL_PORT = ":443";

        /// @throws IllegalArgumentException if that is no origin
        public BehindProxy {
            if (!isOrigin(origin)) {
                throw new IllegalArgumentException(origin);
            }
        }

        /// Whether this is one, as browsers write them.
        public static boolean isOrigin(String text) {
            return ORIGIN.matcher(text).matches() && !text.endsWith(USUAL_PORT);
        }

        @Override
        public boolean isOurs(String host) {
            String ours = origin.substring("https://".length());
            String lower = host.toLowerCase(Locale.ROOT);
            return lower.equals(ours) || lower.equals(ours + USUAL_PORT);
        }

        @Override
        public String origin(String host) {
            return origin;
        }

        @Override
        public String place(int port) {
            return origin + "/";
        }
    }
}
