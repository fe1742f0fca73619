#!/bin/sh
# Runs one part of `make test` and says how long it took: timed.sh NAME COMMAND [ARGUMENT ...]
set -u
name=$1
shift
begun=$(date +%s)
"$@"
code=$?
echo "$name: $(($(date +%s) - begun)) s"
exit $code
