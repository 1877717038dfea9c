"""Other people's event data in, ours out in their shape: ACLED, the Global Terrorism Database, UCDP GED, GeoJSON.

Their files are the reader's own downloads, whose licences mostly forbid passing them on; nothing of them is in this
package. What comes in is table `chronology`, one more voice for `osint_iraq.link`. See docs/interoperability.md.
"""

from __future__ import annotations

from osint_iraq.exchange.acled import read_acled
from osint_iraq.exchange.acled_like import to_acled_like
from osint_iraq.exchange.exporting import Exported
from osint_iraq.exchange.files import ExchangeError
from osint_iraq.exchange.ged import read_ged
from osint_iraq.exchange.ged_like import to_ged_like
from osint_iraq.exchange.geojson import to_geojson
from osint_iraq.exchange.gtd import read_gtd
from osint_iraq.exchange.importing import Imported
from osint_iraq.exchange.places import Clues, Place, find_place
from osint_iraq.exchange.writing import write_export

__all__ = [
    "Clues",
    "ExchangeError",
    "Exported",
    "Imported",
    "Place",
    "find_place",
    "read_acled",
    "read_ged",
    "read_gtd",
    "to_acled_like",
    "to_ged_like",
    "to_geojson",
    "write_export",
]
