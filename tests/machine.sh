#!/bin/sh
# Makes sure that what the tests need beside Python is on this machine: PostgreSQL 15, Chromium, a Chinese font.
set -eu

packages=""
need() { packages="$packages $1"; }

found_postgres() { command -v initdb >/dev/null 2>&1 || [ -x /usr/lib/postgresql/15/bin/initdb ]; }
found_font() { ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; }

found_postgres || need postgresql-15
[ -x /usr/bin/chromium ] || need chromium
found_font || need fonts-noto-cjk
[ -z "$packages" ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "测试还需要:$packages。请以管理员身份安装后再运行 make test，例如: apt-get install$packages" >&2
    exit 1
fi
echo "正在安装测试所需的:$packages"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086  # a list of packages
if ! { apt-get update && apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    echo "安装失败，完整日志在 $log。请检查软件源后重试。" >&2
    exit 1
fi
rm -f "$log"
