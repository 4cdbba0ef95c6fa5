# shellcheck shell=bash
# Makes .venv and installs a lock file into it. Sourced by demo, check and test.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root

say() { printf 'landseal: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# The command in front of another one that makes it run as root; fails where there is no way to be root.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# install_debian PACKAGE...: installs what is missing, or names the one line that does.
install_debian() {
  local missing=() package
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "installing from Debian: ${missing[*]}"
  if ! {
    as_root apt-get update -qq &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >&2; then
    fail "this machine lacks a package; run: sudo apt-get install --no-install-recommends ${missing[*]}"
  fi
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or later is needed; run: sudo apt-get install python3"
}

# make_venv NAME: brings .venv to what requirements/NAME.lock says; quick when nothing has changed.
make_venv() {
  local lock="$root/requirements/$1.lock" venv="$root/.venv" python want
  # A checkout that was moved needs a new environment: the paths of the old one are written into it.
  want=$(cat "$lock" "$root/pyproject.toml" <(printf '%s' "$root") | sha256sum | cut -d' ' -f1)
  [[ $(cat "$venv/.landseal-$1" 2>/dev/null) != "$want" ]] || return 0
  if [[ ! -x $venv/bin/python || $(cat "$venv/.landseal-root" 2>/dev/null) != "$root" ]]; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_debian python3-venv
    rm -rf "$venv"
    "$python" -m venv "$venv"
    printf '%s' "$root" >"$venv/.landseal-root"
  fi
  say "installing into .venv (once; a minute or two)"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --editable "$root" >&2
  printf '%s' "$want" >"$venv/.landseal-$1"
}
