// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Looks at several views until all of them show something new, finished, and the same. The first
/// one is right by definition.
public final class SamePicture {
    private static final Duration TO_DRAW = Duration.ofMinutes(1);

    /// The pictures are saved here, for a person to look at.
    public static final Path PICTURES = Zeropane.root().resolve("test/it/target/pictures");

    /// How many looks in a row must find the same for a picture to count as finished.
    private static final int STABLE_LOOKS = 4;

    private final List<View> views;
    private final List<Optional<Picture>> before;
    private List<Optional<Picture>> now;
    private int same;

    public SamePicture(List<View> views) {
        this.views = views;
        before = look(views);
        now = before;
    }

    private static List<Optional<Picture>> look(List<View> views) {
        return views.stream().map(view -> view.look().get()).toList();
    }

    /// Looks until all views have shown the same picture for long enough, and saves it.
    ///
    /// @param name of the file
    /// @param server whose last words are part of the message if it never is
    public Picture await(String name, Program server) {
        try {
            Await.untilTrue(
                    () -> describe() + "\n" + server.err().text(), TO_DRAW, this::lookAgain);
        } catch (AssertionError e) {
            save(name);
            throw e;
        }
        Picture picture = picture().orElseThrow();
        picture.write(PICTURES.resolve(name + ".png"));
        return picture;
    }

    private boolean lookAgain() {
        List<Optional<Picture>> last = now;
        now = look(views);
        boolean equal = picture().isPresent() && indices().noneMatch(i -> isOld(i) || differs(i));
        same = equal && now.equals(last) ? same + 1 : 0;
        return same >= STABLE_LOOKS;
    }

    /// The first view's picture.
    private Optional<Picture> picture() {
        return now.getFirst();
    }

    private IntStream indices() {
        return IntStream.range(0, views.size());
    }

    private boolean isOld(int view) {
        return now.get(view).equals(before.get(view));
    }

    private boolean differs(int view) {
        return !now.get(view).equals(picture());
    }

    private String describe() {
        return "the same picture everywhere:\n"
                + indices().mapToObj(this::describe).collect(Collectors.joining("\n"));
    }

    private String describe(int view) {
        return "  %s: %s%s"
                .formatted(
                        views.get(view).name(), difference(view), isOld(view) ? ", not new" : "");
    }

    private String difference(int view) {
        Optional<Picture> picture = now.get(view);
        return picture.isEmpty()
                ? "nothing"
                : picture().isEmpty() || view == 0
                        ? picture.get().toString()
                        : new PictureDifference(picture.get(), picture().get()).toString();
    }

    /// Saves every picture that differs, for a person to find out why.
    private void save(String name) {
        indices()
                .filter(view -> now.get(view).isPresent() && picture().isPresent())
                .filter(this::differs)
                .forEach(view ->
                        new PictureDifference(now.get(view).get(), picture().get())
                                .save(PICTURES, name + "-" + views.get(view).name()));
    }
}
