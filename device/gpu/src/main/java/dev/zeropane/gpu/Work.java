// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.gpu.protocol.GpuResponse;
import java.util.Optional;
import java.util.function.Function;

/// The execution of a request, which may take several turns. No other request of the queue is
/// executed in between.
interface Work extends AutoCloseable {
    /// Continues, until done or the turn is over.
    ///
    /// @return the response once the work is done; empty before
    Optional<GpuResponse> advance(Turn turn);

    /// All that is left, in one go.
    default void finish() {
        try (this) {
            Optional<GpuResponse> _ = advance(Turn.unlimited());
        }
    }

    /// Releases the work's resources, when it is finished, cancelled, or has failed.
    @Override
    default void close() {}

    /// The same work, whose [#close] runs `last` at the end.
    default Work closing(Runnable last) {
        Work first = this;
        return new Work() {
            @Override
            public Optional<GpuResponse> advance(Turn turn) {
                return first.advance(turn);
            }

            @Override
            public void close() {
                first.close();
                last.run();
            }
        };
    }

    /// Work that was done when it began, as most is.
    record Done(GpuResponse answer) implements Work {
        private static final Done OK = new Done(GpuResponse.OK);

        @Override
        public Optional<GpuResponse> advance(Turn turn) {
            return Optional.of(answer);
        }
    }

    static Work done(GpuResponse answer) {
        return answer.equals(GpuResponse.OK) ? Done.OK : new Done(answer);
    }

    /// Work that begins when a resource's pixels have been moved, or the move has failed.
    ///
    /// @param then gets the new storage, empty if there was no memory for it, and owns it
    static Work after(Move move, Function<Optional<Shadow>, Work> then) {
        return new Work() {
            private Optional<Work> rest = Optional.empty();

            @Override
            public Optional<GpuResponse> advance(Turn turn) {
                if (rest.isEmpty()) {
                    Progress progress = move.advance(turn);
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
                return rest.get().advance(turn);
            }

            @Override
            public void close() {
                move.close();
                rest.ifPresent(Work::close);
            }
        };
    }
}
