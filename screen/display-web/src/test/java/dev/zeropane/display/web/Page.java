// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.web.http.WebDoor;
import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.display.web.http.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page's server, and HTTP spoken to it by hand.
final class Page implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^(?:import|export)\\b[^;'\"]*['\"](\\.[^'\"]+)['\"]");

    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final WebServer server;
    final String token;

    private final boolean encrypted;

    Page() {
        this(new WebDoor.OfThisMachine());
    }

    Page(WebDoor door) {
        encrypted = door.identity().isPresent();
        server =
                WebServer.open(
                        new WebOptions(door, OptionalInt.of(0)),
                        new WebServer.Events() {
                            @Override
                            public void log(String message) {
                                log.add(message);
                            }

                            @Override
                            public void failed(Throwable failure) {
                                failures.add(failure);
                            }
                        });
        token = server.address().replaceFirst(".*/#token=", "");
    }

    /// One that is never opened.
    static WebServer open(WebOptions options) {
        return WebServer.open(
                options,
                new WebServer.Events() {
                    @Override
                    public void log(String message) {}

                    @Override
                    public void failed(Throwable failure) {
                        throw new AssertionError(failure);
                    }
                });
    }

    /// A screen, as a browser opens it.
    WebSocketStreams connect(String path) throws IOException {
        return new WebSocketStreams(
                (encrypted ? "https" : "http") + "://127.0.0.1:" + server.port(), path, token);
    }

    String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + server.port());
    }

    /// The guests, as JSON.
    String guests() throws IOException {
        String answer =
                ask(
                        "GET /guests HTTP/1.1",
                        "Host: localhost:" + server.port(),
                        "Authorization: Bearer " + token);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(answer);
        }
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /// The whole answer to a request.
    String ask(String... lines) throws IOException {
        try (Socket socket = socket()) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Connected, and nothing else.
    Socket socket() throws IOException {
        Socket plain = plainSocket();
        return encrypted
                ? VeNCryptClient.trusting()
                        .getSocketFactory()
                        .createSocket(plain, "localhost", server.port(), true)
                : plain;
    }

    /// The same, without TLS.
    Socket plainSocket() throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    /// What the server has in its list.
    static List<String> files() {
        return read("files.txt")
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /// The files that a script imports.
    static List<String> imports(String file) {
        List<String> imports = new ArrayList<>();
        if (file.endsWith(".js")) {
            Matcher matcher = IMPORT.matcher(read(file));
            while (matcher.find()) {
                imports.add(URI.create(file).resolve(matcher.group(1)).toString());
            }
        }
        return imports;
    }

    private static String read(String file) {
        try (InputStream in = WebServer.class.getResourceAsStream("page/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.element());
        }
    }
}
