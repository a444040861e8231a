#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds what the benchmark needs and runs it: the gateway beside proxies that check nothing, in one run.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
modules=gateway,deploy/demo,deploy/bench
tests=-Dmaven.test.skip
if [[ " $* " == *' --grow '* ]]; then
  tests=-DskipTests # what fills journals is among the gateway's tests
fi
if [[ " $* " == *' --transfer '* ]]; then
  modules+=,deploy/ehr # real hosts
fi
java=java
if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
  java=$JAVA_HOME/bin/java
fi
if [[ ! -d /proc/self ]]; then
  echo 'The benchmark reads what processes use from /proc: it needs Linux.' >&2
  exit 2
fi
if [[ ${PRUNELLE_SKIP_BUILD:-} != 1 ]]; then
  echo 'Building …' >&2
  (cd -- "$root" && mvn -q -T 2 "$tests" -Dspotless.check.skip -pl "$modules" -am package)
fi
exec "$java" -Xmx1g "-Dprunelle.root=$root" \
  -cp "$(ls "$root"/deploy/bench/target/bench-[0-9]*.jar):$(< "$root/deploy/bench/target/classpath")" \
  io.prunelle.deploy.bench.Bench "$@"
