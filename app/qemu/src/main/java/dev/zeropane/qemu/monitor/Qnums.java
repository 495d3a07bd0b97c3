// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// QEMU's numbers of keys, which are those of a PC's first keyboard: a key's scan code of set 1,
/// with 0x80 added where that begins with 0xe0.
final class Qnums {
    /// The codes up to `KEY_KPDOT`, and `KEY_102ND`, `KEY_F11` and `KEY_F12`, are Linux's: those
    /// were named after the scan codes.
    private static final int LAST_SAME = 83;

    private static final int KEY_102ND = 86;
    private static final int KEY_F12 = 88;

    /// The others: `CODE:NUMBER`, the code in decimal, the number in hexadecimal.
    private static final String OTHERS =
            """
            85:76 89:73 90:78 91:77 92:79 93:70 94:7b 95:5c 96:9c 97:9d 98:b5 99:b7
            100:b8 101:5b 102:c7 103:c8 104:c9 105:cb 106:cd 107:cf 108:d0 109:d1
            110:d2 111:d3 112:ef 113:a0 114:ae 115:b0 116:de 117:59 118:ce 119:c6
            120:8b 121:7e 122:72 123:71 124:7d 125:db 126:dc 127:dd 128:e8 129:85
            130:86 131:87 132:8c 133:f8 134:64 135:65 136:c1 137:bc 138:f5 139:9e
            140:a1 141:66 142:df 143:e3 144:67 145:68 146:69 148:9f 149:97 150:82
            151:6a 152:92 153:6b 154:a6 155:ec 156:e6 157:eb 158:ea 159:e9 160:a3
            161:6c 162:fd 163:99 164:a2 165:90 166:a4 167:b1 168:98 169:63 171:81
            172:b2 173:e7 176:88 177:75 178:8f 179:f6 180:fb 181:89 182:8a 183:5d
            184:5e 185:5f 186:55 187:83 188:f7 189:84 190:5a 191:74 192:f9 193:6d
            194:6f 195:95 196:96 197:9a 198:9b 199:a7 200:a8 201:a9 202:ab 203:ac
            204:ad 205:a5 206:af 207:b3 208:b4 209:b6 210:b9 211:ba 212:bb 213:bd
            214:be 215:bf 216:c0 217:e5 218:c2 219:c3 220:c4 221:c5 222:94 223:ca
            224:cc 225:d4 226:ed 227:d6 228:d7 229:d8 230:d9 231:da
            """;

    private static final Pattern PAIR = Pattern.compile("(\\d+):([0-9a-f]+)");

    private static final int[] NUMBERS = numbers();

    private Qnums() {}

    private static int[] numbers() {
        int[] numbers = new int[256];
        for (int code = 1; code <= KEY_F12; code++) {
            boolean same = code <= LAST_SAME || code >= KEY_102ND;
            numbers[code] = same ? code : 0;
        }
        Matcher pair = PAIR.matcher(OTHERS);
        while (pair.find()) {
            numbers[Integer.parseInt(pair.group(1))] = Integer.parseInt(pair.group(2), 16);
        }
        return numbers;
    }

    /// @param code `KEY_...` of Linux
    /// @return nothing if QEMU has no such key
    static Optional<Integer> of(int code) {
        return code > 0 && code < NUMBERS.length && NUMBERS[code] != 0
                ? Optional.of(NUMBERS[code])
                : Optional.empty();
    }
}
