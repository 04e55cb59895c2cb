#!/bin/sh
# Stand-in for the one of the image.
printf 'by the entry point: '
exec "$@"
