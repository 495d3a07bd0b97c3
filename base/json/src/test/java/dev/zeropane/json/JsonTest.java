// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @Test
    void write_everyKind() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "a \"b\" \\ \n\u001b é");
        members.put("number", -5);
        members.put("long", 1L << 40);
        members.put("list", List.of(1, true, Map.of()));
        assertEquals(
                "{\"text\":\"a \\\"b\\\" \\\\ \\u000a\\u001b é\",\"number\":-5,"
                        + "\"long\":1099511627776,\"list\":[1,true,{}]}",
                Json.write(members));
    }

    @Test
    void read_whatWasWritten_isTheSame() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "\u0000 \ud83d\ude00 \ud83d alone \" \\ /");
        members.put("number", Long.MIN_VALUE);
        members.put("list", List.of(1L, false, List.of(), Map.of("a", "b")));
        assertEquals(members, Json.readObject(Json.write(members)));
    }

    @Test
    void read_whiteSpaceAndEscapes() {
        assertEquals(
                Map.of("a", "A/\n", "b", List.of(1L, 2L)),
                Json.readObject(" { \"a\" : \"\\u0041\\/\\n\" ,\n\"b\":[ 1 , 2 ] } "));
    }

    @Test
    void read_null_isLeftOut() {
        assertEquals(Map.of("b", List.of(1L)), Json.readObject("{\"a\": null, \"b\": [null, 1]}"));
    }

    @Test
    void read_fraction() {
        assertEquals(Map.of("a", 1.5, "b", -2e3), Json.readObject("{\"a\": 1.5, \"b\": -2e3}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":-}",
                "{\"a\":99999999999999999999}",
                "{\"a\":1.5.5}",
                "{\"a\":e}",
                "{\"a\":nul}",
                "{\"a\":tru}",
                "{\"a\":\"",
                "{\"a\":\"\\u00\"}",
                "{\"a\":\"\\uzzzz\"}",
                "{a:1}"
            })
    void read_noObject_isRefused(String text) {
        assertThrows(JsonException.class, () -> Json.readObject(text));
    }

    @Test
    void read_nestedWithoutEnd_isRefused() {
        String text = "{\"a\":" + "[".repeat(100_000);
        assertThrows(JsonException.class, () -> Json.readObject(text));
    }
}
