"""Answers compressed as the client accepts: zstd, br or gzip. Each piece of a long one is, as it comes."""

from starlette_compress import CompressMiddleware, add_compress_type

from service.http.problems import MEDIA_TYPE

for kind in (MEDIA_TYPE, "text/csv", "application/x-ndjson"):
    add_compress_type(kind)

Compression = CompressMiddleware
