# shellcheck shell=sh
# Sourced by ./millrace and ./mvnw: sets JAVA_HOME to a JDK 25, or explains what to install and returns 1.
# Looks at JAVA_HOME first, then at `javac` on the PATH, then in the folders where JDKs are usually installed.

millrace_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

millrace_find_jdk25() {
  if [ -n "${JAVA_HOME-}" ] && millrace_is_jdk25 "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  millrace_javac=$(command -v javac 2>/dev/null) || millrace_javac=
  if [ -n "$millrace_javac" ]; then
    millrace_javac=$(readlink -f "$millrace_javac")
    millrace_candidate=${millrace_javac%/bin/javac}
    if millrace_is_jdk25 "$millrace_candidate"; then
      JAVA_HOME=$millrace_candidate
      export JAVA_HOME
      return 0
    fi
  fi
  for millrace_root in ${MILLRACE_JDK_FOLDERS-/usr/lib/jvm /usr/java /opt /opt/java /opt/homebrew/opt /Library/Java/JavaVirtualMachines "$HOME/.sdkman/candidates/java" "$HOME/.jdks"}; do
    [ -d "$millrace_root" ] || continue
    for millrace_candidate in $(find "$millrace_root" -mindepth 1 -maxdepth 1 2>/dev/null | sort); do
      for millrace_home in "$millrace_candidate" "$millrace_candidate/Contents/Home"; do
        if millrace_is_jdk25 "$millrace_home"; then
          JAVA_HOME=$millrace_home
          export JAVA_HOME
          return 0
        fi
      done
    done
  done
  {
    echo "Millrace needs a JDK 25, and none was found."
    echo "Looked at JAVA_HOME (${JAVA_HOME:-not set}), javac on the PATH, and the usual folders (/usr/lib/jvm, /opt, ...)."
    echo "Install one, for example Eclipse Temurin 25 (https://adoptium.net) or 'sdk install java 25-tem',"
    echo "or set JAVA_HOME to the folder of a JDK 25, and run the command again."
  } >&2
  return 1
}

millrace_find_jdk25
