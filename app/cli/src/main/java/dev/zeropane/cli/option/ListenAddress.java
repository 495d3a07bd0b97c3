// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The argument of `--listen`.
///
/// @param port if it is named
public record ListenAddress(InetAddress address, OptionalInt port) {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(?:\\[(?<six>[0-9a-fA-F:.]+)\\]|(?<four>[0-9]{1,3}(?:[.][0-9]{1,3}){3}))(?::(?<port>[0-9]{1,5}))?");

    private static final int MAX_PORT = 0xffff;

    /// Reads it: numbers only, as a name would have to be looked up, and may have several.
    public static final class Converter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String value) {
            Matcher matcher = TEXT.matcher(value);
            if (matcher.matches()) {
                String six = matcher.group("six");
                String port = matcher.group("port");
                try {
                    InetAddress address =
                            InetAddress.ofLiteral(six == null ? matcher.group("four") : six);
                    if (port == null) {
                        return new ListenAddress(address, OptionalInt.empty());
                    }
                    int number = Integer.parseInt(port);
                    if (number >= 1 && number <= MAX_PORT) {
                        return new ListenAddress(address, OptionalInt.of(number));
                    }
                } catch (IllegalArgumentException e) {
                    // Said below.
                }
            }
            throw new TypeConversionException(
                    "'%s' is no address to listen at\n  such are 192.0.2.1, 192.0.2.1:5900, [2001:db8::1]:5900,"
                                    .formatted(value)
                            + " or 0.0.0.0 for all");
        }
    }
}
