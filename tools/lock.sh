#!/usr/bin/env bash
# Write the lock files anew: every version and every hash, from the registry's own files.
# Run on Python 3.11 (the oldest we support), so that newer ones find what they need too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A machine's own wheels have hashes that no other machine can check.
export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL

compile() {
  pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" pyproject.toml
}

rm -f requirements*.lock
# The largest first: the others must agree with it.
compile --extra dev --output-file requirements-dev.lock
compile --constraint requirements-dev.lock --output-file requirements.lock
compile --extra bench --constraint requirements-dev.lock --output-file requirements-bench.lock
compile --only-build-deps --build-deps-for wheel --build-deps-for editable \
  --constraint requirements-dev.lock --output-file requirements-build.lock
