#!/usr/bin/env bash
# What the look-up of every login costs, and how long the walk along the ledger takes: docs/benchmark.md.
#   bench.sh [PATIENTS…]       10000 100000 1000000, ascending
#   bench.sh verify [ENTRIES]  1000000
set -euo pipefail
cd "$(dirname "$0")/.."

mvn -q ${MAVEN_ARGS:-} -pl keycloak-consent-spi test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/keycloak-consent-spi/target/test.classpath"
cd keycloak-consent-spi

heap=1g
main=StandingsBenchmark
if [ "${1:-}" = verify ]; then
  shift
  heap=96m # the walk takes the same memory for any length
  main=LedgerWalkBenchmark
  [ $# -gt 0 ] || set -- 1000000
elif [ $# -eq 0 ]; then
  set -- 10000 100000 1000000
fi
exec java -Xmx$heap -Djava.util.logging.config.file=/dev/null -Dorg.jboss.logging.provider=jdk \
  -cp "target/test-classes:target/classes:$(cat target/test.classpath)" "io.prunelle.keycloak.jpa.$main" "$@"
