"""Event logs of the program, opened and judged by pm4py. Started by `cargo xtask exchange`.

The stage machine is read from the project's own table (docs/generated/stages.md) and made into a
Petri net: a place for each stage, a transition for each arrow. Every trace is played on it.
"""

import json
import os
import pathlib
import re
import sys
import time

import pm4py
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils import petri_utils

folder = pathlib.Path(os.environ["FOLDER"])
stages = pathlib.Path(__file__).parents[2] / "docs/generated/stages.md"
faults = []


def expect(holds, what):
    print(("ok    " if holds else "FAULT ") + what, flush=True)
    if not holds:
        faults.append(what)


def machine():
    """The arrows between stages, and where a case begins."""
    arrow = re.compile(r"^ {4}(\[\*\]|\w+) --> (\w+)", re.M)
    arrows = set(arrow.findall(stages.read_text()))
    begin = {to for at, to in arrows if at == "[*]"}
    # A step that leaves a case in its stage is not told as a change of stage.
    return {(at, to) for at, to in arrows if at not in ("[*]", to)}, begin


def net_of(arrows, begin):
    net = PetriNet("stages")
    places = {}
    for name in {"begin", "end"} | begin | {stage for arrow in arrows for stage in arrow}:
        places[name] = PetriNet.Place(name)
        net.places.add(places[name])

    def transition(name, label, at, to):
        step = PetriNet.Transition(name, label)
        net.transitions.add(step)
        petri_utils.add_arc_from_to(places[at], step, net)
        petri_utils.add_arc_from_to(step, places[to], net)

    for at, to in arrows | {("begin", to) for to in begin}:
        transition(f"{at}>{to}", f"{at}>{to}", at, to)
    # A log ends where its cases stand.
    for stage in set(places) - {"begin", "end"}:
        transition(f"{stage}.", None, stage, "end")
    return net, Marking({places["begin"]: 1}), Marking({places["end"]: 1})


def traces():
    arrows, begin = machine()
    log = pm4py.read_xes(str(folder / "log.xes"), return_legacy_log_object=False)
    cases = log["case:concept:name"].nunique()
    print(f"XES: {len(log)} events of {cases} cases", flush=True)
    expect(log["time:timestamp"].notna().all(), "every event has a time")
    told = log.groupby("case:concept:name", sort=False)["time:timestamp"]
    expect(told.is_monotonic_increasing.all(), "no event of a case is before the one before it")

    moved = log[log["stage"].notna()].copy()
    before = moved.groupby("case:concept:name", sort=False)["stage"].shift().fillna("begin")
    moved = moved[before != moved["stage"]]
    before = before[moved.index]
    moved["concept:name"] = before + ">" + moved["stage"]
    known = {f"{at}>{to}" for at, to in arrows} | {f"begin>{to}" for to in begin}
    wrong = sorted(set(moved["concept:name"]) - known)
    expect(not wrong, f"no step out of order: {len(moved)} steps over {moved['concept:name'].nunique()} "
           f"of {len(known)} arrows {wrong[:3] or ''}")

    fit = pm4py.fitness_token_based_replay(moved, *net_of(arrows, begin))
    expect(fit["log_fitness"] == 1.0 and fit["percentage_of_fitting_traces"] == 100.0,
           f"played on the stage machine: fitness {fit['log_fitness']}, "
           f"{fit['percentage_of_fitting_traces']} % of the traces fit")
    # A log that breaks the machine must be seen to.
    broken = moved[moved["concept:name"] != "order_final>document_requested"]
    worse = pm4py.fitness_token_based_replay(broken, *net_of(arrows, begin))
    expect(worse["log_fitness"] < 1.0,
           f"the same log without its requests does not fit: {worse['log_fitness']:.4f}")

    discovered = pm4py.discover_petri_net_inductive(moved)
    again = pm4py.fitness_token_based_replay(moved, *discovered)
    expect(again["log_fitness"] == 1.0,
           f"the net discovered from the log: {len(discovered[0].transitions)} transitions, "
           f"fitness {again['log_fitness']}")
    follows, starts, _ = pm4py.discover_dfg(moved)
    joined = [pair for pair in follows if pair[0].split(">")[1] != pair[1].split(">")[0]]
    expect(not joined and set(starts) == {f"begin>{to}" for to in begin},
           f"what follows what, as discovered: {len(follows)} pairs, each goes on where the last ended")


def objects():
    as_json = pm4py.read_ocel2_json(str(folder / "log.json"))
    as_sqlite = pm4py.read_ocel2_sqlite(str(folder / "log.sqlite"))
    figures = []
    for ocel in (as_json, as_sqlite):
        figures.append((len(ocel.events), len(ocel.objects), len(ocel.relations), len(ocel.o2o)))
    print(f"OCEL: events, objects, relations, links between objects: {figures[0]}", flush=True)
    expect(figures[0] == figures[1], f"JSON and SQLite tell the same: {figures[1]}")
    kinds = set(as_json.objects["ocel:type"])
    asked = {"case", "person", "document", "flight", "manifest", "hold"}
    expect(asked <= kinds, f"objects of the kinds {', '.join(sorted(kinds))}")
    known = set(as_json.objects["ocel:oid"])
    expect(set(as_json.relations["ocel:oid"]) <= known, "no event tells of an object that is not there")
    schema()


def schema():
    """What OCEL 2.0 asks of the JSON form, beyond what a reader forgives."""
    log = json.loads((folder / "log.json").read_text())
    expect({"objectTypes", "eventTypes", "objects", "events"} <= set(log), "the four parts are there")
    for part, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {t["name"]: {a["name"] for a in t["attributes"]} for t in log[types]}
        bad = [one["id"] for one in log[part]
               if not {a["name"] for a in one.get("attributes", [])} <= declared.get(one["type"], set())
               or one["type"] not in declared]
        expect(not bad, f"{len(log[part])} {part}, each of a declared type with declared attributes {bad[:2] or ''}")
        names = [one["id"] for one in log[part]]
        expect(len(names) == len(set(names)), f"no two {part} have one id")


begun = time.monotonic()
traces()
objects()
print(f"{time.monotonic() - begun:.0f} s, {len(faults)} faults")
sys.exit(bool(faults))
