#!/bin/sh
# Installs the locked libraries in $VENV (.venv) with $PYTHON (python3). Arguments, in order: runtime, durable, test,
# bench; none: what the demo needs. What goes wrong is told in one French sentence; pip's own words stay in $VENV.log.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}
LOG=$VENV.log

stop() {
    echo "✗ $1" >&2
    exit 1
}

pip_install() {
    "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input --retries 2 --no-build-isolation "$@" >>"$LOG" 2>&1
}

locked() {
    pip_install --require-hashes -r "$1" && return
    ! grep -qE "NewConnectionError|ConnectTimeout|NameResolutionError|Temporary failure" "$LOG" ||
        stop "Les bibliothèques n'ont pas pu être téléchargées : vérifiez le réseau, puis relancez la même commande (détails : $LOG)."
    stop "Les bibliothèques de $1 n'ont pas pu être installées : ce que pip en dit est dans $LOG."
}

runtime() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        stop "Il faut Python 3.11 ou plus récent : « $PYTHON » est plus ancien ou n'existe pas. Nommez-en un autre, par exemple « make demo PYTHON=python3.13 »."
    echo "Installation dans $VENV (une minute ou deux la première fois)…"
    mkdir -p "$(dirname "$VENV")" 2>/dev/null && : 2>/dev/null >"$LOG" ||
        stop "L'écriture est impossible dans ce dossier : copiez le projet dans un dossier à vous."
    "$PYTHON" -m venv "$VENV" >>"$LOG" 2>&1 ||
        stop "« $PYTHON -m venv » a échoué : installez le paquet python3-venv (Debian, Ubuntu), puis relancez la même commande (détails : $LOG)."
    locked requirements.lock
    pip_install --no-deps -e . || stop "Le projet n'a pas pu être installé dans $VENV : ce que pip en dit est dans $LOG."
}

# durable-rules calls PyEval_CallObject, which is gone from Python 3.13; its setup.py overwrites CFLAGS. It may fail to
# build, to be imported or to chain: it is then left out, and the built-in chainer does its work.
durable() {
    CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject ${CPPFLAGS:-}" pip_install --require-hashes -r requirements-durable.lock &&
        ELIGIBILITY_CHAINER=durable-rules "$VENV/bin/python" -m eligibility lines >>"$LOG" 2>&1 && return
    "$VENV/bin/python" -m pip uninstall --yes durable-rules >>"$LOG" 2>&1 || true
    "$VENV/bin/python" -c "from eligibility.rulebook.chaining import WITHOUT_DURABLE_RULES as said; print(said)"
}

for part in "${@:-runtime}"; do
    case $part in
    runtime | durable) $part ;;
    *) locked "requirements-$part.lock" ;;
    esac
done
[ $# -gt 0 ] || durable
