"""The table of what was asked of the web: the log of `osint-iraq fetch`."""

from __future__ import annotations

from osint_iraq.schema_columns import count, text
from osint_iraq.schema_types import Column, Table

PURPOSES = ("page", "feed", "sitemap", "robots")
FETCHED, NOT_MODIFIED, REDIRECTED = "fetched", "not_modified", "redirected"
FETCH_OUTCOMES = (
    FETCHED, NOT_MODIFIED, REDIRECTED, "not_found", "refused_by_site", "refused_by_robots", "robots_unreachable",
    "refused_private", "refused_address", "skipped_type", "too_large", "too_slow", "too_many_redirects", "error",
    "gave_up",
)  # fmt: skip

FETCHES = (
    Table(
        "fetches",
        "one address and what came of asking for it, with all tries of one run",
        (
            text("url", "The address.", required=True),
            text("purpose", "Why it was asked for.", required=True, allowed=PURPOSES),
            text("source", "Where the address stood: given, line of a file, feed, sitemap or redirect."),
            Column("requested_at", "timestamp", "When it was asked for the last time, or put aside.", required=True),
            text("outcome", "fetched: the page is in the WARC file; not_modified: it is there since an earlier run; "
                 "robots_unreachable: robots.txt gave no answer, so nothing was asked; gave_up: the site was left "
                 "alone for this run.", required=True, allowed=FETCH_OUTCOMES),
            Column("status", "int", "Status code of the answer; missing where none came.", minimum=0),
            text("redirected_to", "Where a redirect leads; that address has a row of its own."),
            count("bytes", "Length of the body as sent, without transfer chunks.", "bytes"),
            text("content_type", "Media type that the site gives."),
            text("etag", "Version that the site gives; asks whether the page has changed."),
            text("last_modified", "Time of change that the site gives, as written."),
            text("digest", "WARC-Payload-Digest of the body as sent."),
            text("warc", "Name of the WARC file that holds the page."),
            count("warc_offset", "Where its record begins in that file.", "bytes"),
            count("warc_length", "Length of the record and of that of the request behind it.", "bytes"),
            Column("tries", "int", "Requests made; 0 where none was.", required=True, minimum=0, unit="requests"),
            Column("waited", "float", "Time waited between the tries.", required=True, unit="seconds"),
            text("message", "What happened, where it is not plain."),
        ),
    ),
)  # fmt: skip
