// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.display.web.Door;
import dev.zeropane.display.web.access.AccessException;
import dev.zeropane.display.web.access.Identity;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.access.Password;
import dev.zeropane.display.web.http.WebDoor;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// From where people may look, and what they have to know. Nothing is served to other machines
/// without TLS, nor without a secret.
public final class ListenMixin {
    private static final String FILES = "--tls-cert FILE --tls-key FILE";

    /// In lines of their own, as they are long and to be copied.
    private static final String HOW_TO_MAKE =
            """

            which this makes, HOST being this machine's name:
              openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj /CN=HOST \\
                -addext subjectAltName=DNS:HOST -keyout key.pem -out cert.pem\
            """;

    private static final String CERTIFICATE = FILES + HOW_TO_MAKE;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS[:PORT]",
            converter = ListenAddress.Converter.class,
            description = {
                "where to listen for VNC viewers and browsers (default: 127.0.0.1, for those on this"
                        + " machine): an address of this machine's, or 0.0.0.0 or [::] for all. Other"
                        + " machines need TLS: --tls-cert, and for viewers --password-file; or a proxy. A port that a"
                        + " display names (vnc:PORT, web:PORT) counts before this one"
            })
    private Optional<ListenAddress> listen = Optional.empty();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "what VNC viewers have to know, whatever their user's name: the first line of a file"
                            + " that only you can read, 8 characters at least; of viewers"
                            + " without X509Plain only the first 8 count")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "the certificate, in PEM, and those of who issued it after it")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "its key, in PEM, without a passphrase")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--behind-proxy",
            paramLabel = "ORIGIN",
            description =
                    "the page is reached by a reverse proxy, at this origin (https://HOST[:PORT]): others"
                            + " are refused")
    private Optional<String> proxy = Optional.empty();

    /// Whether other machines are to look, or others on this one.
    public boolean isAsked() {
        return listen.isPresent()
                || passwordFile.isPresent()
                || certificate.isPresent()
                || proxy.isPresent();
    }

    /// Loads what is named, if these displays can be served with that.
    ///
    /// @param vnc whether VNC viewers are served
    /// @param web whether browsers are
    /// @throws ParameterException if something is missing, or too much
    /// @throws CommandFailedException if a file cannot be used
    public Doors doors(boolean vnc, boolean web) {
        check(vnc, web);
        InetAddress address =
                listen.map(ListenAddress::address).orElse(Door.OF_THIS_MACHINE.address());
        try {
            Optional<Identity> identity =
                    certificate.map(file -> Identity.load(file, key.orElseThrow()));
            Optional<Lock> lock =
                    passwordFile.map(file -> new Lock(identity.orElseThrow(), Password.load(file)));
            if (web && proxy.isEmpty() && identity.filter(i -> i.names().isEmpty()).isPresent()) {
                throw new CommandFailedException(
                        "the certificate %s names no host by which browsers could call this"
                                        .formatted(certificate.orElseThrow())
                                + " machine (subjectAltName)\n  make other ones: "
                                + CERTIFICATE);
            }
            OptionalInt port = listen.map(ListenAddress::port).orElse(OptionalInt.empty());
            return new Doors(
                    vnc ? new Door(address, lock) : Door.OF_THIS_MACHINE,
                    web ? webDoor(address, identity) : new WebDoor.OfThisMachine(),
                    port);
        } catch (AccessException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    private WebDoor webDoor(InetAddress address, Optional<Identity> identity) {
        if (proxy.isPresent()) {
            return new WebDoor.BehindProxy(address, proxy.get());
        }
        return identity.<WebDoor>map(server -> new WebDoor.Encrypted(address, server))
                .orElseGet(() -> new WebDoor.OfThisMachine(address));
    }

    private void check(boolean vnc, boolean web) {
        boolean elsewhere = listen.filter(l -> !l.address().isLoopbackAddress()).isPresent();
        refuseIf(
                listen.isPresent() && !vnc && !web,
                "--listen: nobody connects to the displays that were named\n  it is for --display vnc"
                        + " and web");
        refuseIf(
                certificate.isPresent() != key.isPresent(),
                "--tls-cert and --tls-key belong together\n  name both: " + CERTIFICATE);
        refuseIf(
                passwordFile.isPresent() && !vnc,
                "--password-file is for --display vnc\n  whoever opens the page has to know the token in"
                        + " its address");
        refuseIf(
                proxy.isPresent() && !web, "--behind-proxy is for the page, that is --display web");
        refuseIf(
                proxy.filter(origin -> !WebDoor.BehindProxy.isOrigin(origin)).isPresent(),
                "--behind-proxy %s: the proxy's origin is https://HOST or https://HOST:PORT,"
                                .formatted(proxy.orElse(""))
                        + "\n  as browsers write it (small letters, no path)");
        refuseIf(
                passwordFile.isPresent() && certificate.isEmpty(),
                "--password-file: without TLS a password can be read on its way\n  add "
                        + CERTIFICATE);
        refuseIf(
                vnc && elsewhere && passwordFile.isEmpty(),
                "--listen: VNC viewers on other machines have to know a password, and TLS has to hide it"
                        + "\n  add --password-file FILE "
                        + CERTIFICATE);
        refuseIf(
                web && elsewhere && certificate.isEmpty() && proxy.isEmpty(),
                "--listen: on its way to other machines TLS has to hide the page's token and pictures"
                        + "\n  name a reverse proxy with --behind-proxy https://HOST, or add"
                        + "\n  "
                        + CERTIFICATE);
        refuseIf(
                certificate.isPresent()
                        && !(vnc && passwordFile.isPresent())
                        && !(web && proxy.isEmpty()),
                "--tls-cert: nothing is served by TLS with these options"
                        + "\n  it is for --display vnc with --password-file, and for the page without"
                        + " --behind-proxy");
        refuseIf(
                vnc && web && listen.filter(l -> l.port().isPresent()).isPresent(),
                "--listen: VNC viewers and browsers need a port each"
                        + "\n  name them with --display vnc:PORT and --display web:PORT");
    }

    private void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(command.commandLine(), message);
        }
    }
}
