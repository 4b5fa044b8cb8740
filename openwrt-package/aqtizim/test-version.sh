#!/bin/sh
# The version check of the package feed's CI: PKG_NAME and PKG_VERSION are given.

case "$PKG_NAME" in
aqtizim)
	aqtizim version | grep -E "^aqtizim $PKG_VERSION(-r[0-9]+)? "
	;;
*)
	echo "unknown package: $PKG_NAME" >&2
	exit 1
	;;
esac
