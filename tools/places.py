"""Copies what the open data say of the communes of France into `eligibility/places/data/`, compact and sorted.

    npm pack @etalab/decoupage-administratif codes-postaux   # then unpack each archive into a folder of its own
    python -m tools.places FOLDER_OF_DECOUPAGE FOLDER_OF_CODES_POSTAUX [LIST_OF_QUARTERS.csv …]

Versions, producers and licences: eligibility/places/data/README.md.
"""

import csv
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "eligibility" / "places" / "data"
# Regions until 2015, by their departments: people still write these names, and contracts of that time too.
FORMER_REGIONS = {
    "Alsace": "67 68", "Aquitaine": "24 33 40 47 64", "Auvergne": "03 15 43 63", "Basse-Normandie": "14 50 61",
    "Bourgogne": "21 58 71 89", "Centre": "18 28 36 37 41 45", "Champagne-Ardenne": "08 10 51 52",
    "Franche-Comté": "25 39 70 90", "Haute-Normandie": "27 76", "Languedoc-Roussillon": "11 30 34 48 66",
    "Limousin": "19 23 87", "Lorraine": "54 55 57 88", "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
    "Nord-Pas-de-Calais": "59 62", "Picardie": "02 60 80", "Poitou-Charentes": "16 17 79 86",
    "Rhône-Alpes": "01 07 26 38 42 69 73 74",
}  # fmt: skip


def communes(decoupage: Path, postal: Path) -> list[str]:
    """« code;name;population;postal codes;code of the commune that it is part of »."""
    rows = _json(decoupage, "communes.json")
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        codes[row["code"]].update(row.get("codesPostaux", ()))
    for row in _json(postal, "codes-postaux.json"):
        codes[row["codeCommune"]].add(row["codePostal"])
    told = {}
    for row in rows:
        parent = row.get("commune") or row.get("chefLieu") if row["type"] != "commune-actuelle" else None
        part = [row["code"], row["nom"], str(row.get("population", 0)), " ".join(sorted(codes[row["code"]]))]
        if row["type"] != "commune-actuelle":
            part[3] = " ".join(row.get("codesPostaux", ()))
        told[(row["code"], row["type"] != "commune-actuelle", row["nom"])] = ";".join([*part, parent or ""])
    return [told[key] for key in sorted(told)]


def areas(decoupage: Path) -> list[str]:
    """« name;codes of departments », for departments and regions, those of before 2016 too."""
    departments = _json(decoupage, "departements.json")
    found: dict[str, list[str]] = {}
    for region in _json(decoupage, "regions.json"):
        found[region["nom"]] = [row["code"] for row in departments if row["region"] == region["code"]]
    found |= {name: codes.split() for name, codes in FORMER_REGIONS.items()}
    found |= {row["nom"]: [row["code"]] for row in departments}
    return [f"{name};{' '.join(sorted(codes))}" for name, codes in sorted(found.items()) if codes]


def quarters(lists: Iterable[Path]) -> list[str]:
    """« code;name », of the priority quarters of both generations."""
    told = {}
    for path in lists:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                told[row["code_qp"]] = f"{row['code_qp']};{' '.join(row['nom_qp'].replace(';', ',').split())}"
    return [told[code] for code in sorted(told)]


def _json(folder: Path, name: str) -> Any:
    return json.loads(next(folder.rglob(name)).read_text(encoding="utf-8"))


def _write(name: str, lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8")
    (TARGET / name).write_bytes(gzip.compress(data, mtime=0))
    print(f"{name} : {len(lines)} lignes")


def main() -> None:
    """The three files; the last only if lists of quarters are given."""
    decoupage, postal, *lists = (Path(argument) for argument in sys.argv[1:])
    _write("communes.csv.gz", communes(decoupage, postal))
    _write("areas.csv.gz", areas(decoupage))
    if lists:
        _write("quarters.csv.gz", quarters(lists))


if __name__ == "__main__":
    main()
