// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.browser;

import dev.zeropane.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A page in a [Chromium].
public final class Tab implements AutoCloseable {
    private final DevTools devTools;
    private final String target;
    private final String session;

    /// What went wrong in the page. Guarded by itself.
    private final List<String> complaints = new ArrayList<>();

    private Tab(DevTools devTools, String target, String session) {
        this.devTools = devTools;
        this.target = target;
        this.session = session;
    }

    static Tab open(DevTools devTools) {
        Object target =
                devTools.call("", "Target.createTarget", Map.of("url", "about:blank"))
                        .get("targetId");
        Object session =
                devTools.call(
                                "",
                                "Target.attachToTarget",
                                Map.of("targetId", target, "flatten", true))
                        .get("sessionId");
        Tab tab = new Tab(devTools, target.toString(), session.toString());
        devTools.listen(tab.session, tab::heard);
        tab.call("Page.enable", Map.of());
        tab.call("Runtime.enable", Map.of());
        tab.call("Log.enable", Map.of());
        return tab;
    }

    private Map<String, Object> call(String method, Map<String, Object> parameters) {
        return devTools.call(session, method, parameters);
    }

    // ---- the page ------------------------------------------------------------------------------

    /// Opens an address.
    public void go(String address) {
        Map<String, Object> answer = call("Page.navigate", Map.of("url", address));
        if (answer.containsKey("errorText")) {
            throw new AssertionError("Chromium cannot open the page: " + answer);
        }
    }

    /// Runs a script in each page to come, before its own.
    public void evaluateFirst(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /// The value of an expression, which may be a promise: a [String], [Long], [Double] or
    /// [Boolean], or what JSON makes of it.
    public Object evaluate(String expression) {
        Map<String, Object> answer =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "awaitPromise",
                                true,
                                "returnByValue",
                                true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return DevTools.object(answer, "result").getOrDefault("value", "");
    }

    /// The value of an expression as a text.
    public String text(String expression) {
        return evaluate(expression).toString();
    }

    /// Waits until an expression is true; while the page is not there yet, it may as well throw.
    public void await(String expression, Duration limit) {
        Await.untilTrue(
                () -> expression + "\nThe page says: " + visibleText() + "\n" + complaints(),
                limit,
                () ->
                        Boolean.TRUE.equals(
                                evaluate(
                                        "(() => { try { return Boolean("
                                                + expression
                                                + "); } catch { return false; } })()")));
    }

    private String visibleText() {
        return text("document.body?.innerText");
    }

    // ---- the person ----------------------------------------------------------------------------

    /// Presses a key and lets it go.
    ///
    /// @param key what it means to the page, as in `KeyboardEvent.key`
    /// @param code which one it is, as in `KeyboardEvent.code`
    public void press(String key, String code) {
        key("rawKeyDown", key, code, 0);
        key("keyUp", key, code, 0);
    }

    /// Presses a key while others are held.
    ///
    /// @param modifiers as the protocol counts them: 1 Alt, 2 Ctrl, 4 Meta, 8 Shift
    public void down(String key, String code, int modifiers) {
        key("rawKeyDown", key, code, modifiers);
    }

    /// Lets it go.
    public void up(String key, String code, int modifiers) {
        key("keyUp", key, code, modifiers);
    }

    private void key(String type, String key, String code, int modifiers) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("type", type);
        parameters.put("key", key);
        parameters.put("code", code);
        parameters.put("modifiers", modifiers);
        parameters.put("windowsVirtualKeyCode", keyCode(key));
        if (key.equals("Enter") && type.equals("rawKeyDown")) {
            // What a button waits for is the character.
            parameters.put("type", "keyDown");
            parameters.put("text", "\r");
        }
        call("Input.dispatchKeyEvent", parameters);
    }

    /// The browser's own numbers, for what it does itself with a key.
    private static int keyCode(String key) {
        return switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "Backspace" -> 8;
            default -> 0;
        };
    }

    /// Puts a text where the cursor is, as by a paste or an on-screen keyboard.
    public void insertText(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /// Clicks in the middle of the element that a selector finds.
    public void click(String selector) {
        List<?> at =
                (List<?>)
                        evaluate(
                                """
                                (() => {
                                  const box = document.querySelector('%s').getBoundingClientRect();
                                  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
                                })()\
                                """
                                        .formatted(selector));
        click((Long) at.get(0), (Long) at.get(1));
    }

    /// Clicks at a place of the window.
    public void click(long x, long y) {
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
        }
    }

    // ---- the window ----------------------------------------------------------------------------

    /// Gives the window a size.
    public void resize(int width, int height) {
        metrics(width, height, 1, false);
    }

    /// Makes it believe that it has the focus, whatever other tabs do.
    public void haveFocus() {
        call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    }

    /// Makes it a phone with a touch screen.
    public void bePhone(int width, int height) {
        metrics(width, height, 2, true);
        call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    }

    private void metrics(int width, int height, int scale, boolean mobile) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", width,
                        "height", height,
                        "deviceScaleFactor", scale,
                        "mobile", mobile));
    }

    /// Makes the person like "dark" or "light" pages.
    public void preferScheme(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /// Saves what the window shows as a PNG file.
    public void screenshot(Path file) {
        Object data = call("Page.captureScreenshot", Map.of("format", "png")).get("data");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what it says of itself ----------------------------------------------------------------

    private void heard(DevTools.Event event) {
        Map<String, Object> said = event.parameters();
        boolean isWrong =
                switch (event.method()) {
                    case "Runtime.exceptionThrown" -> true;
                    case "Runtime.consoleAPICalled" -> "error".equals(said.get("type"));
                    // Violations of the content security policy are here, too.
                    case "Log.entryAdded" ->
                            "error".equals(DevTools.object(said, "entry").get("level"));
                    default -> false;
                };
        if (isWrong) {
            synchronized (complaints) {
                complaints.add(said.toString());
            }
        }
    }

    /// Errors of the page so far: of its scripts, and the browser's about it.
    public List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    /// What a screen reader is told: each thing that a person can use, as "role: name".
    public List<String> controls() {
        List<String> controls = new ArrayList<>();
        for (Object node : (List<?>) call("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
            String role = value(node, "role");
            if (USABLE.contains(role)) {
                controls.add(role + ": " + value(node, "name"));
            }
        }
        return controls;
    }

    private static final List<String> USABLE =
            List.of(
                    "button",
                    "link",
                    "textbox",
                    "radio",
                    "checkbox",
                    "combobox",
                    "dialog",
                    "menuitem",
                    "application",
                    "slider");

    private static String value(Object node, String name) {
        @SuppressWarnings("unchecked")
        Map<String, Object> members = (Map<String, Object>) node;
        return Boolean.TRUE.equals(members.get("ignored"))
                ? ""
                : DevTools.object(members, name).getOrDefault("value", "").toString();
    }

    @Override
    public void close() {
        devTools.call("", "Target.closeTarget", Map.of("targetId", target));
    }
}
