// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.browser;

import dev.zeropane.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A connection by the DevTools protocol: calls with answers, and events.
final class DevTools implements AutoCloseable {
    private static final int ANSWER_SECONDS = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> calls =
            new ConcurrentHashMap<>();
    private final Map<String, Consumer<Event>> listeners = new ConcurrentHashMap<>();
    private WebSocket socket;

    /// Something that a session says unasked.
    record Event(String method, Map<String, Object> parameters) {}

    private DevTools() {}

    static DevTools connect(URI address) {
        DevTools devTools = new DevTools();
        devTools.socket =
                await(
                        devTools.client
                                .newWebSocketBuilder()
                                .buildAsync(address, devTools.new Receiver()),
                        "connecting to " + address);
        return devTools;
    }

    /// Who hears the events of a session, on the connection's thread.
    void listen(String session, Consumer<Event> listener) {
        listeners.put(session, listener);
    }

    /// Calls a method of the browser, or of a session if that is not empty, and waits for the
    /// answer.
    Map<String, Object> call(String session, String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        calls.put(id, answer);
        synchronized (this) {
            // A WebSocket of java.net.http takes one message at a time.
            await(socket.sendText(Json.write(message), true), method);
        }
        Map<String, Object> all = await(answer, method);
        if (all.containsKey("error")) {
            throw new AssertionError(method + ": " + all.get("error"));
        }
        return object(all, "result");
    }

    /// A member that is an object.
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> members, String name) {
        return (Map<String, Object>) members.getOrDefault(name, Map.of());
    }

    private static <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Chromium does not answer: " + what, e);
        } catch (ExecutionException e) {
            throw new AssertionError(what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void received(String text) {
        Map<String, Object> message = Json.readObject(text);
        if (message.get("id") instanceof Long id) {
            CompletableFuture<Map<String, Object>> call = calls.remove(id.intValue());
            if (call != null) {
                call.complete(message);
            }
        } else if (message.get("sessionId") instanceof String session) {
            listeners
                    .getOrDefault(session, _ -> {})
                    .accept(new Event(message.get("method").toString(), object(message, "params")));
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        /// Large messages come in parts.
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                String all = text.toString();
                text.setLength(0);
                received(all);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            calls.values().forEach(call -> call.completeExceptionally(error));
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
