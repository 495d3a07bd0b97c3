// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// An interface as its XML file has it.
///
/// @param constants of its enums, by `ENUM_ENTRY`
record Specification(
        int version, List<Message> requests, List<Message> events, Map<String, Integer> constants) {

    /// @param signature in the text form of ours
    record Message(String name, int since, String signature) {}

    static Specification read(Path file, String name) {
        Element protocol;
        try {
            protocol =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError(file.toString(), e);
        }
        Element found =
                children(protocol, "interface").stream()
                        .filter(element -> element.getAttribute("name").equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(file + " has no " + name));
        return new Specification(
                Integer.parseInt(found.getAttribute("version")),
                children(found, "request").stream().map(Specification::message).toList(),
                children(found, "event").stream().map(Specification::message).toList(),
                constants(found));
    }

    private static Message message(Element element) {
        int since = element.hasAttribute("since") ? number(element, "since") : 1;
        StringBuilder signature = new StringBuilder();
        if (since > 1) {
            signature.append(since);
        }
        if (element.getAttribute("type").equals("destructor")) {
            signature.append('!');
        }
        children(element, "arg").forEach(argument -> signature.append(argument(argument)));
        return new Message(element.getAttribute("name"), since, signature.toString());
    }

    private static String argument(Element argument) {
        String type = argument.getAttribute("type");
        String interfaceName =
                argument.hasAttribute("interface")
                        ? "(" + argument.getAttribute("interface") + ")"
                        : "";
        String letter =
                switch (type) {
                    case "fd" -> "h";
                    // Without its interface, that is sent along: name, version, id.
                    case "new_id" -> interfaceName.isEmpty() ? "sun" : "n";
                    case "int", "uint", "fixed", "string", "object", "array" ->
                            type.substring(0, 1);
                    default -> throw new AssertionError(type);
                };
        boolean nullable = argument.getAttribute("allow-null").equals("true");
        return (nullable ? "?" : "") + letter + interfaceName;
    }

    private static Map<String, Integer> constants(Element type) {
        Map<String, Integer> constants = new HashMap<>();
        for (Element names : children(type, "enum")) {
            for (Element entry : children(names, "entry")) {
                String name = names.getAttribute("name") + "_" + entry.getAttribute("name");
                constants.put(name.toUpperCase(Locale.ROOT), number(entry, "value"));
            }
        }
        return constants;
    }

    private static int number(Element element, String attribute) {
        return Long.decode(element.getAttribute(attribute)).intValue();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }
}
