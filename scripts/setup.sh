#!/bin/sh
# Makes .venv hold what the lock pins, plus this project. Needs Python 3.11 to 3.14 and nothing else.
#
#   sh scripts/setup.sh              what `make report` and `make lab` need: requirements/lock.txt
#   sh scripts/setup.sh dev          that and the tools of tests and checks: requirements/lock-dev.txt
#   sh scripts/setup.sh bench        these and the tools that `make bench` compares with: requirements/lock-bench.txt
#   PYTHON=/path/to/python make ...  to choose the Python
#
# The make targets call it; a second run takes less than a second. What was done is written into .venv/osint-iraq-setup,
# one fact a line: state (report, dev, bench), folder, sum of the locks, sum of pyproject.toml. The state is "unfinished" from
# the first moment to the last step, so that a set-up that broke off is started again from nothing.
set -eu

cd "$(dirname "$0")/.."
folder=$(pwd -P)
venv=.venv
note=$venv/osint-iraq-setup
level=${1:-report}
case $level in
    report) lock=requirements/lock.txt ;;
    dev) lock=requirements/lock-dev.txt ;;
    bench) lock=requirements/lock-bench.txt ;;
    *) echo "usage: sh scripts/setup.sh [dev | bench]" >&2; exit 2 ;;
esac
log=build/setup.log
locks="requirements/lock.txt requirements/lock-dev.txt requirements/lock-bench.txt"
need_mb=1500  # half for .venv, the rest while packages are unpacked
if [ "$level" != report ]; then need_mb=2000; fi

# A PYTHONPATH or a pip setting of the machine must not lead the packages elsewhere.
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_USER PIP_NO_BINARY PIP_ONLY_BINARY
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUTF8=1

say() { printf '%s\n' "$*"; }
stop() { printf 'set-up stopped: %s\n' "$1" >&2; shift; for line; do printf '  %s\n' "$line" >&2; done; exit 1; }
sum_of() { cat "$@" | cksum | tr ' ' '-'; }
locks_sum() { sum_of $locks; }
fact() { sed -n "$1p" "$note" 2>/dev/null || true; }
write_note() { printf '%s\n' "$1" "$folder" "$(locks_sum)" "$(sum_of pyproject.toml)" >"$note"; }

# --- the Python to build on -------------------------------------------------------------------------------------------

is_usable_version() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || stop "PYTHON=$PYTHON was not found."
        is_usable_version "$PYTHON" ||
            stop "PYTHON=$PYTHON is not a Python from 3.11 to 3.14 ($("$PYTHON" --version 2>&1 | head -n 1))."
    fi
    without_venv=''
    for candidate in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3 python; do
        is_usable_version "$candidate" || continue
        if has_venv "$candidate"; then python=$candidate; return; fi
        without_venv=${without_venv:-$candidate}
        if [ -n "${PYTHON:-}" ]; then break; fi  # the one that was asked for, or none
    done
    if [ -n "$without_venv" ]; then
        version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        stop "$without_venv has no 'venv' module, which makes the project's own folder of packages." \
            "On Debian and Ubuntu: sudo apt install python$version-venv" \
            "Elsewhere: install Python from python.org, or name another one: make report PYTHON=/path/to/python3"
    fi
    stop "no Python from 3.11 to 3.14 was found (looked for python3.14 ... python3.11, python3, python)." \
        "Debian, Ubuntu: sudo apt install python3 python3-venv     Fedora: sudo dnf install python3" \
        "macOS: brew install python@3.13, or the installer from python.org" \
        "If it is installed elsewhere: make report PYTHON=/path/to/python3"
}

# --- the state of .venv -----------------------------------------------------------------------------------------------

# True when .venv's Python starts, is new enough, and believes to live here: a moved or copied folder fails the last.
venv_works() {
    [ -x $venv/bin/python ] && is_usable_version $venv/bin/python &&
        [ "$($venv/bin/python -c 'import os, sys, pip; print(os.path.realpath(sys.prefix))' 2>/dev/null)" = "$folder/$venv" ]
}

was_finished_here() {
    case $(fact 1) in report | dev | bench) ;; *) return 1 ;; esac
    [ "$(fact 2)" = "$folder" ] && [ "$(fact 3)" = "$(locks_sum)" ] && venv_works
}

# --- the steps --------------------------------------------------------------------------------------------------------

check_disk() {
    free_mb=$(df -Pk . 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    case $free_mb in '' | *[!0-9]*) return ;; esac
    [ "$free_mb" -ge $need_mb ] ||
        stop "only $free_mb MB are free in $folder; set-up needs about $need_mb MB." "Free some space and run make again."
}

# Runs pip and keeps its words in the log; when it fails, says what the log means. What is never imported need not be
# compiled: that saves a quarter of the time and of the disk.
run_pip() {
    $venv/bin/python -m pip install --quiet --no-deps --no-compile "$@" >>$log 2>&1 && return
    say '--- the last lines of build/setup.log ---' >&2
    grep -v '^WARNING: Location' $log | tail -n 12 >&2
    say '---' >&2
    if grep -qi 'no space left\|disk quota' $log; then
        stop "the disk is full." "Free about $need_mb MB (also where temporary files go, or set TMPDIR) and run make again."
    elif grep -qi 'hashes' $log; then
        stop "a downloaded package is not the one that was locked." \
            "Run make again; if it stays so, something between here and the package index changes files."
    elif grep -qi 'connection\|name resolution\|timed out\|timeout\|proxy\|ssl\|network\|temporary failure\|from versions: none' $log; then
        stop "the package index could not be reached, or does not have these packages." \
            "Check the network (behind a proxy: set HTTPS_PROXY; with a mirror: its pip settings) and run make again."
    fi
    stop "pip could not install the locked packages; the lines above say why." "All of it: $folder/$log"
}

make_venv() {
    find_python
    check_disk
    rm -rf $venv
    mkdir $venv
    write_note unfinished
    say "Setting up .venv on $("$python" --version 2>&1): one to three minutes, well under 1 GB, once."
    "$python" -m venv $venv >>$log 2>&1 || { tail -n 5 $log >&2; stop "$python could not make .venv." "See $folder/$log"; }
}

install_lock() {
    # docopt comes as source only and is built with the locked setuptools, which therefore goes first.
    awk '/^setuptools==/ { on = 1 } on { print } on && !/\\$/ { exit }' $lock >build/setuptools.txt
    run_pip --require-hashes --only-binary :all: -r build/setuptools.txt
    run_pip --require-hashes --only-binary :all: --no-binary docopt --no-build-isolation -r $lock
}

install_project() { run_pip --no-build-isolation --editable .; }

# What was here before is said before it is replaced, because a minute of waiting wants a reason.
explain() {
    if [ "$(fact 1)" = unfinished ]; then say "An earlier set-up broke off; starting again."
    elif [ -e $note ] && [ "$(fact 2)" != "$folder" ]; then say ".venv was made in $(fact 2); making one for this folder."
    elif [ -e $note ]; then say "The locked packages changed, or .venv is damaged; making it anew."
    elif [ -e $venv ]; then say ".venv does not work; making it anew."
    fi
}

for file in $locks pyproject.toml; do
    [ -f $file ] || stop "$file is missing; it is part of the repository." "git checkout -- $file brings it back."
done
mkdir -p build

if was_finished_here; then
    done_level=$(fact 1)
    case $done_level-$level in dev-report | bench-*) level=$done_level ;; esac  # what is there stays
    if [ "$done_level" = "$level" ] && [ "$(fact 4)" = "$(sum_of pyproject.toml)" ]; then exit 0; fi
    : >$log
    write_note unfinished
    if [ "$done_level" != "$level" ]; then say "Adding the tools of tests and checks, or of comparison, once."; install_lock; fi
else
    : >$log
    if [ -e $note ] || ! venv_works; then
        explain
        make_venv
    else
        # Somebody, perhaps an editor, made a .venv that works: fill it rather than throw it away.
        say "Installing the locked packages into the .venv that is here."
        check_disk
        write_note unfinished
    fi
    install_lock
fi
install_project
write_note "$level"
say "Set-up is done ($(du -sk $venv | awk '{ print int($1 / 1024) }') MB in .venv)."
