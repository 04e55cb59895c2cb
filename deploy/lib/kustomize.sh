# Sourced. Finds a kustomize 5 and builds with it: CSTORE_KUSTOMIZE, kustomize on the PATH, or the one in kubectl.

kustomize_build() {
  if [ -n "${CSTORE_KUSTOMIZE:-}" ]; then
    "$CSTORE_KUSTOMIZE" build "$1"
  elif kustomize version 2>/dev/null | grep -q 'v5\.'; then
    kustomize build "$1"
  elif kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v5\.'; then
    kubectl kustomize "$1"
  else
    printf 'Neither kustomize 5 nor a kubectl with it (1.27 or newer) is on the PATH: install one, or set CSTORE_KUSTOMIZE.\n' >&2
    return 1
  fi
}

# Of these folders and of no others, whatever dots and slashes a name has.
is_overlay() {
  case $1 in '' | .* | */*) return 1 ;; esac
  [ -f "$here/overlays/$1/kustomization.yaml" ]
}

# One sentence in place of kustomize's own about a file that it misses.
require_secrets() {
  [ -d "$here/overlays/$1/made-by-make-secrets" ] && return 0
  printf 'The secrets of %s are not there: run deploy/make-secrets %s first.\n' "$1" "$1" >&2
  return 1
}

# uses_component OVERLAY COMPONENT
uses_component() {
  grep -q "^ *- *[./]*components/$2 *$" "$here/overlays/$1/kustomization.yaml"
}
