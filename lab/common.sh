# What the scripts of this repository share; sourced by them, after `set -euo pipefail`.

# Says something on standard error.
say() { printf '%s: %s\n' "${program:-lab}" "$*" >&2; }

# Says why it cannot go on, and ends.
fail() { say "$*"; exit 1; }

# Prints the comment at the head of a script.
help_of() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$1"; }

heading() {
    if [ -t 1 ]; then printf '\n\e[1m%s\e[0m\n' "$*"; else printf '\n%s\n' "$*"; fi
}

# Cargo as rustup installs it, also where the shell has not read its PATH yet.
find_cargo() {
    command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
    command -v cargo >/dev/null ||
        fail "cargo is not here: install Rust from https://rustup.rs, then run this again"
}

# Sets `as_root` to what must stand before a command that needs root: nothing for root itself,
# sudo for others. Fails where there is neither. Asks for the password here, once, where there is
# somebody to ask.
find_root() {
    as_root=
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || return 1
    as_root=sudo
    sudo -n true 2>/dev/null && return 0
    [ -t 0 ] && [ -t 2 ] && sudo -v
}

# Runs a long command in a process group of its own and waits for it: when this script is told to
# stop, the command goes with everything that it started. (Job control gives it the group.)
long_job=
in_group() {
    set -m
    "$@" </dev/null &
    long_job=$!
    set +m
    local code=0
    wait "$long_job" || code=$?
    long_job=
    return "$code"
}

# Ends what `in_group` runs, and this script. To be set as a trap by scripts that use it.
stop_group() {
    trap '' INT TERM HUP
    if [ -n "$long_job" ]; then
        kill -TERM -- "-$long_job" 2>/dev/null || true
        wait "$long_job" 2>/dev/null || true
    fi
    say "stopped"
    exit 130
}

# What the environment tells a Vasl in service is not for one that is tried out.
unset VASL_CONFIG VASL_ASTERISK_SECRET VASL_LOG
