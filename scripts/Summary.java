// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// Sums up what surefire and scripts/kernel-tests wrote: the failures, the skipped tests by reason, the kernels,
/// and one last line of numbers.
///
/// Arguments: the repository, then one line for each problem outside the tests. Exits with 1 unless there
/// were tests, and no failures or problems.
final class Summary {
    private static final int TRACE_LINES = 8;
    private static final int SLOWEST = 15;
    private static final String REPORT = "([^/]+/[^/]+/target/surefire-reports|target/kernel/[^/]+)/TEST-[^/]+\\.xml";

    private final List<String> failures = new ArrayList<>();
    private final Map<String, List<String>> skips = new TreeMap<>();
    private final List<String> kernels = new ArrayList<>();
    private final Map<String, Double> seconds = new HashMap<>(); // of each test class
    private int passed;
    private int skipped;

    public static void main(String[] args) throws Exception {
        var summary = new Summary();
        var problems = new ArrayList<>(List.of(args).subList(1, args.length));
        for (Path report : reports(Path.of(args[0]))) {
            try {
                summary.read(report);
            } catch (SAXException e) {
                problems.add("unreadable report " + report + ", its tests are not counted: " + e.getMessage());
            }
        }
        System.exit(summary.print(problems));
    }

    private static List<Path> reports(Path root) throws IOException {
        try (var files = Files.find(root, 5, (path, _) -> root.relativize(path).toString().matches(REPORT))) {
            return files.sorted().toList();
        }
    }

    private void read(Path report) throws IOException, SAXException, ParserConfigurationException {
        var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        builder.setErrorHandler(null); // it would print what is thrown as well
        var suites = builder.parse(report.toFile());
        var cases = suites.getElementsByTagName("testcase");
        Path kernel = report.resolveSibling("time"); // release and seconds
        String where = "";
        if (Files.exists(kernel)) {
            String[] time = Files.readString(kernel).strip().split(" ");
            where = "[" + report.getParent().getFileName() + "] ";
            kernels.add("Linux " + time[0] + ": " + cases.getLength() + " kernel tests in " + time[1] + " s");
        }
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            count(where, test);
            if (!where.isEmpty()) {
                time(where + test.getAttribute("classname"), test);
            }
        }
        if (where.isEmpty()) {
            // Of a class, and so with what it takes to start and stop its virtual machine.
            Element suite = suites.getDocumentElement();
            time(suite.getAttribute("name"), suite);
        }
    }

    private void time(String name, Element timed) {
        double time = Double.parseDouble(timed.getAttribute("time").replace(",", ""));
        seconds.merge(name.replace("dev.zeropane.", ""), time, Double::sum);
    }

    /// @param where prefix of the name, as the same test runs on several kernels
    private void count(String where, Element test) {
        String name = where + test.getAttribute("classname") + "." + test.getAttribute("name");
        for (Node n = test.getFirstChild(); n != null; n = n.getNextSibling()) {
            switch (n.getNodeName()) {
                case "failure", "error" -> {
                    failures.add(name + "\n" + firstLines(n.getTextContent()));
                    return;
                }
                case "skipped" -> {
                    skips.computeIfAbsent(reason((Element) n), _ -> new ArrayList<>()).add(name);
                    skipped++;
                    return;
                }
                default -> {}
            }
        }
        passed++;
    }

    /// In the attribute for @Disabled, but for a failed assumption only in the stack trace.
    private static String reason(Element skip) {
        String message = skip.getAttribute("message");
        if (message.isBlank()) {
            message = skip.getTextContent().strip().lines().findFirst().orElse("no reason given");
        }
        return message.replaceFirst("^\\S*TestAbortedException: ", "").replaceFirst("^Assumption failed: ", "");
    }

    private static String firstLines(String trace) {
        return trace.strip().lines().limit(TRACE_LINES).map(l -> "    " + l.strip() + "\n").reduce("", String::concat);
    }

    private int print(List<String> problems) {
        failures.forEach(f -> System.out.println("FAILED " + f));
        skips.forEach((reason, tests) -> System.out.println("skipped " + tests.size() + ": " + reason + "\n    "
                + String.join("\n    ", tests.subList(0, Math.min(tests.size(), 5))) + (tests.size() > 5 ? "\n    ..." : "")));
        if (passed + failures.size() == 0) {
            problems.add("no tests ran");
        }
        kernels.forEach(System.out::println);
        printSlowest();
        problems.forEach(p -> System.out.println("ERROR " + p));
        System.out.println(passed + " passed, " + failures.size() + " failed, " + skipped + " skipped");
        return failures.isEmpty() && problems.isEmpty() ? 0 : 1;
    }

    private void printSlowest() {
        System.out.println("the slowest test classes, in seconds:");
        seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(SLOWEST)
                .forEach(e -> System.out.printf("%7.1f  %s%n", e.getValue(), e.getKey()));
    }
}
