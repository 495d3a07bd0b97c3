# Builds what is measured and what measures; sourced by the commands here, never run.
# shellcheck shell=bash
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/..
"$here/zeropane" --version >/dev/null   # builds what is not current
# shellcheck source=scripts/env.sh
. "$here/scripts/env.sh"
ensure_jdk
ensure_maven
(cd "$here" && mvn -q -DskipTests -pl bench -am package >&2)

# measure CLASS ARGUMENT...
measure() {
  local main=$1
  shift
  exec "$JAVA_HOME/bin/java" --enable-native-access=dev.zeropane.linux -XX:+UseSerialGC \
    -p "$here/cli/target/app:$(echo "$here"/testkit/target/zeropane-testkit-*.jar):$(echo "$here"/bench/target/zeropane-bench-*.jar)" \
    -m "dev.zeropane.bench/dev.zeropane.bench.$main" "$@"
}
