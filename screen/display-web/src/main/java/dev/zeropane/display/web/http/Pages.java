// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The page's files, which are in this module and in a list, and what the page asks for. There are
/// no folders.
final class Pages extends Handler.Abstract {
    private static final String GUESTS = "/guests";
    private static final String BEARER = "Bearer ";
    private static final String LIST = "files.txt";
    private static final String INDEX = "index.html";

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=utf-8",
                    "css", "text/css;charset=utf-8",
                    "js", "text/javascript;charset=utf-8",
                    "svg", "image/svg+xml",
                    "txt", "text/plain;charset=utf-8");

    private final Token token;
    private final Guests guests;
    private final Consumer<Throwable> failed;

    /// Path in an address, and place in this module.
    private final Map<String, String> files;

    Pages(Token token, Guests guests, Consumer<Throwable> failed) {
        this.token = token;
        this.guests = guests;
        this.failed = failed;
        this.files =
                new String(resource(LIST), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .collect(
                                Collectors.toMap(
                                        file -> file.equals(INDEX) ? "/" : "/" + file,
                                        file -> file));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        if (path.equals(GUESTS)) {
            return guests(request, response, callback);
        }
        String file = files.get(path);
        if (file == null) {
            return Answer.refuse(response, callback, HttpStatus.NOT_FOUND_404);
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        return Answer.send(response, callback, type(file), resource(file));
    }

    private boolean guests(Request request, Response response, Callback callback) {
        String given =
                Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)).orElse("");
        if (!given.startsWith(BEARER) || !token.is(given.substring(BEARER.length()))) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, BEARER.strip());
            return Answer.refuse(response, callback, HttpStatus.UNAUTHORIZED_401);
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        CompletableFuture<String> _ =
                guests.describe()
                        .whenComplete((json, failure) -> {
                            if (failure == null) {
                                Answer.send(
                                        response,
                                        callback,
                                        "application/json",
                                        json.getBytes(StandardCharsets.UTF_8));
                            } else {
                                failed.accept(failure);
                                Answer.refuse(
                                        response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
                            }
                        });
        return true;
    }

    private static String type(String file) {
        return TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), TYPES.get("txt"));
    }

    private static byte[] resource(String file) {
        try (InputStream in = Pages.class.getResourceAsStream("page/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no " + file + " in this module");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
