// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.gpu.protocol.GpuResponse;
import java.util.Optional;
import java.util.function.Function;

/// The execution of a request, which may take several turns. Between them no other request of its
/// queue is executed.
interface Work extends AutoCloseable {
    /// Goes on, not much longer than the turn lasts.
    ///
    /// @return the answer, once nothing is left to be done
    Optional<GpuResponse> goOn(Turn turn);

    /// All that is left, in one go.
    default void finish() {
        try (this) {
            Optional<GpuResponse> _ = goOn(Turn.withoutEnd());
        }
    }

    /// Finished, given up, or failed: lets go of what it still holds.
    @Override
    default void close() {}

    /// As this, and closed by `last` as well.
    default Work closedBy(Runnable last) {
        Work first = this;
        return new Work() {
            @Override
            public Optional<GpuResponse> goOn(Turn turn) {
                return first.goOn(turn);
            }

            @Override
            public void close() {
                first.close();
                last.run();
            }
        };
    }

    static Work done(GpuResponse answer) {
        return _ -> Optional.of(answer);
    }

    /// What can be done only when a resource's pixels have been moved, or could not be.
    ///
    /// @param then gets the storage they are in now, if there was memory for it, and owns it
    static Work after(Move move, Function<Optional<Shadow>, Work> then) {
        return new Work() {
            private Optional<Work> rest = Optional.empty();

            @Override
            public Optional<GpuResponse> goOn(Turn turn) {
                if (rest.isEmpty()) {
                    Progress progress = move.goOn(turn);
                    if (progress == Progress.UNFINISHED) {
                        return Optional.empty();
                    }
                    rest =
                            Optional.of(
                                    then.apply(
                                            progress == Progress.DONE
                                                    ? Optional.of(move.take())
                                                    : Optional.empty()));
                }
                return rest.get().goOn(turn);
            }

            @Override
            public void close() {
                move.close();
                rest.ifPresent(Work::close);
            }
        };
    }
}
