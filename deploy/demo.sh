#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds what the demo needs, if it is not built yet, and hands over to the launcher in deploy/demo.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
modules=(keycloak-consent-spi gateway deploy/ehr deploy/records deploy/demo)
built=$root/deploy/target/demo-built

help() {
  cat <<'HELP'
usage: deploy/demo.sh [--detach] [--reset]   start the demo
       deploy/demo.sh stop                   end it, and exactly what it has started
       deploy/demo.sh gateway COMMAND ...    run a command of the gateway with its configuration
       deploy/demo.sh journal stop|start     let the journal's database fail, and come back
       deploy/demo.sh help

  --detach   return when all is ready, and leave it running in the background
  --reset    discard the data of former starts

Environment:
  PRUNELLE_PORT_BASE    first of the demo's eight ports (8400)
  PRUNELLE_DEMO_DIR     where the demo keeps its state (deploy/target/demo)
  PRUNELLE_SKIP_BUILD   1: take the modules as they are built
HELP
}

refuse() {
  echo "$1" >&2
  exit 2
}

find_java() {
  local version
  java=java
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    java=$JAVA_HOME/bin/java
  fi
  command -v "$java" > /dev/null || refuse 'java is missing: install a JDK 17 or newer'
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  [[ $version =~ ^[0-9]+$ && $version -ge 17 ]] \
    || refuse "Java ${version:-of an unknown version} is too old: install a JDK 17 or newer, or set JAVA_HOME"
}

jar_of() {
  local jar
  for jar in "$root/$1/target/${1##*/}"-[0-9]*.jar; do
    if [[ -f $jar && $jar != *-sources.jar && $jar != *-tests.jar ]]; then
      echo "$jar"
      return
    fi
  done
}

is_built() {
  local module since
  for module in "${modules[@]}"; do
    since=$(jar_of "$module")
    [[ -n $since ]] || return 1
    if [[ $built -nt $since ]]; then
      since=$built
    fi
    [[ -z $(find "$root/pom.xml" "$root/$module/pom.xml" "$root/$module/src/main" -newer "$since" -print | head -n 1) ]] \
      || return 1
  done
}

build() {
  local list
  command -v mvn > /dev/null || refuse 'mvn is missing: install Maven 3.8 or newer'
  echo 'Building …'
  list=$(IFS=,; echo "${modules[*]}")
  (cd -- "$root" && mvn -q -T 2 -Dmaven.test.skip -Dspotless.check.skip -pl "$list" -am package)
  mkdir -p -- "$(dirname -- "$built")"
  touch -- "$built"
}

case ${1:-} in
  help | -h | --help)
    help
    exit
    ;;
  '' | start | --*)
    find_java
    if [[ ${PRUNELLE_SKIP_BUILD:-} != 1 ]]; then
      is_built || build
    fi
    ;;
  *)
    find_java
    ;;
esac

demo=$(jar_of deploy/demo)
if [[ -z $demo ]]; then
  if [[ ${1:-} == stop ]]; then
    echo 'Nothing was running.'
    exit
  fi
  refuse 'the demo is not built: start it first'
fi
exec "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dprunelle.root=$root" \
  -cp "$demo:$(< "$root/deploy/demo/target/classpath")" io.prunelle.deploy.demo.Demo "$@"
