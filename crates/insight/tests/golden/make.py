"""Makes the expected figures of this folder with the tools that Tandem must agree with.

    pip install pm4py==2.7.23.11 networkx==3.6.1 lifelines==0.30.3
    python make.py [FOLDER OF REAL LOGS]

Without a folder only the made-up log is worked. Real logs leave figures here, no rows.
"""
import hashlib, json, os, random, sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd, pm4py, networkx as nx
from lifelines import KaplanMeierFitter

HERE = os.path.dirname(os.path.abspath(__file__))
CASE, ACT, TIME, RES, GROUP = "case:concept:name", "concept:name", "time:timestamp", "org:resource", "org:group"


def made_up():
    """25 cases with ties, events out of order, cases of one event, missing resources."""
    random.seed(7)
    people = {"Ana": "desk", "Bo": "desk", "Cai": "water", "Deng": "water", "Eve": "roads", "Fan": "roads"}
    acts = ["received", "dispatched", "signed", "sent back", "feedback", "closed"]
    rows = []
    for case in range(1, 26):
        at = pd.Timestamp("2026-01-05 08:00", tz="UTC") + pd.Timedelta(minutes=random.randrange(20000))
        steps = 1 if case % 9 == 0 else random.randrange(3, 8)
        for step in range(steps):
            act = acts[0] if step == 0 else (acts[5] if step == steps - 1 and case % 4 else random.choice(acts[1:5]))
            who = random.choice(list(people)) if random.random() > 0.08 else None
            rows.append([f"案{case}", act, at, who, people.get(who)])
            at += pd.Timedelta(seconds=random.choice([0, 0, 60, 3600, 86400, 90061]))
    random.shuffle(rows)
    return pd.DataFrame(rows, columns=[CASE, ACT, TIME, RES, GROUP])


def handover(log):
    """pm4py cannot sort a missing resource among texts, so such events are left out before."""
    known = log.dropna(subset=[RES])
    net = pm4py.discover_handover_of_work_network(known)
    pairs = sum(len(g) - 1 for _, g in known.groupby(CASE))
    return net.connections, {k: round(v * pairs) for k, v in net.connections.items()}


def together(log):
    known = log.dropna(subset=[RES])
    net = pm4py.discover_working_together_network(known)
    return {k: round(v * len(known)) for k, v in net.connections.items() if k[0] < k[1]}


def network(counts, groups):
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({n for k in counts for n in k}))
    graph.add_weighted_edges_from((a, b, c) for (a, b), c in counts.items() if a != b)
    n = graph.number_of_nodes()
    between = nx.betweenness_centrality(graph)
    spread = lambda values, most: sum(max(values) - v for v in values) / most
    out = {
        "nodes": n, "arcs": graph.number_of_edges(), "density": nx.density(graph),
        "reciprocity": nx.overall_reciprocity(graph),
        "degree_centralisation": spread([d for _, d in graph.to_undirected().degree()], (n - 1) * (n - 2)),
        "out_centralisation": spread([d for _, d in graph.out_degree()], (n - 1) ** 2),
        "in_centralisation": spread([d for _, d in graph.in_degree()], (n - 1) ** 2),
        "betweenness_centralisation": spread(list(between.values()), n - 1),
        "betweenness": {str(k): v for k, v in sorted(between.items())},
    }
    if groups:
        ties = [groups[a] == groups[b] for a, b in graph.edges()]
        out["ei_index"] = (ties.count(False) - ties.count(True)) / len(ties)
    return out


def survival(log, ends):
    last, spans, seen = log[TIME].max(), [], []
    for _, case in log.groupby(CASE):
        done = case[case[ACT].isin(ends)][TIME]
        until = done.max() if len(done) else last
        spans.append((until - case[TIME].min()).total_seconds())
        seen.append(len(done) > 0)
    fit = KaplanMeierFitter().fit(spans, seen)
    bounds = fit.confidence_interval_
    return {"n": len(spans), "open": seen.count(False), "median_s": fit.median_survival_time_,
            "steps": [[t, s, bounds.iloc[i, 0], bounds.iloc[i, 1]]
                      for i, (t, s) in enumerate(fit.survival_function_["KM_estimate"].items()) if t > 0]}


def figures(log, full, ends, groups=None):
    log = pm4py.format_dataframe(log.copy(), case_id=CASE, activity_key=ACT, timestamp_key=TIME)
    shares, counts = handover(log)
    pairs = together(log)
    dfg, _, _ = pm4py.discover_dfg(log)
    times, _, _ = pm4py.discover_performance_dfg(log)
    variants = pm4py.get_variants_as_tuples(log)
    variants = {k: v if isinstance(v, int) else len(v) for k, v in variants.items()}
    lines = {
        "handover": sorted(f"{a}\t{b}\t{c}" for (a, b), c in counts.items()),
        "working_together": sorted(f"{a}\t{b}\t{c}" for (a, b), c in pairs.items()),
        "follows": sorted(f"{a}\t{b}\t{c}" for (a, b), c in dfg.items()),
        "variants": sorted("\t".join(k) + f"\t{v}" for k, v in variants.items()),
    }
    out = {"events": len(log), "cases": int(log[CASE].nunique())}
    for name, all_lines in lines.items():
        text = "".join(line + "\n" for line in all_lines)
        out[name] = {"n": len(all_lines), "sum": sum(int(line.rsplit("\t", 1)[1]) for line in all_lines),
                     "sha256": hashlib.sha256(text.encode()).hexdigest()}
        if full:
            out[name]["lines"] = all_lines
    out["handover"]["largest_share"] = max(shares.values())
    often = sorted(times, key=lambda k: (-dfg[k], k))
    out["performance"] = {
        "sum_of_means_s": sum(v["mean"] for v in times.values()),
        "sum_of_medians_s": sum(v["median"] for v in times.values()),
        "often": [[*k, times[k]["mean"], times[k]["median"]] for k in often[:len(often) if full else 12]],
    }
    shape = network(counts, groups)
    if not full:
        between = shape.pop("betweenness")
        shape["betweenness_sum"] = sum(between.values())
        shape["betweenness_max"] = max(between.values())
    out["network"] = shape
    out["survival"] = survival(log, ends)
    if not full:
        steps = out["survival"].pop("steps")
        out["survival"]["some_steps"] = steps[:: max(1, len(steps) // 10)]
    return out


def write(name, value):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")


REAL = {
    "bpic2015": ("bpic2015_municipality1_permits_52217.csv.gz", {
        "case_concept.name": CASE, "event_concept.name": ACT, "event_time.timestamp": TIME,
        "event_org.resource": RES}, ["01_HOOFD_510_2"]),
    "bpic2014": ("bpic2014_incident_activities_39911.csv.gz", {
        "incident_id": CASE, "incident_activity_type": ACT, "data_stamp": TIME,
        "assignment_group": RES}, ["Closed"]),
}

if __name__ == "__main__":
    log = made_up()
    log.to_csv(os.path.join(HERE, "made_up.csv"), index=False)
    log = pd.read_csv(os.path.join(HERE, "made_up.csv"))
    people = log.dropna(subset=[RES]).drop_duplicates(RES).set_index(RES)[GROUP].to_dict()
    write("made_up.json", figures(log, True, ["closed"], people))
    whole = pm4py.format_dataframe(log.copy(), case_id=CASE, activity_key=ACT, timestamp_key=TIME)
    pm4py.write_xes(whole, os.path.join(HERE, "made_up.xes"))
    few = whole[whole[CASE].isin([f"案{n}" for n in range(1, 6)])].dropna(subset=[RES])
    ocel = pm4py.convert_log_to_ocel(few, object_types=[CASE, RES])
    pm4py.write_ocel2_json(ocel, os.path.join(HERE, "made_up_ocel.json"))
    pm4py.write_ocel2_xml(ocel, os.path.join(HERE, "made_up_ocel.xml"))
    if len(sys.argv) > 1:
        for name, (file, columns, ends) in REAL.items():
            log = pd.read_csv(os.path.join(sys.argv[1], file), dtype=str)
            log = log.drop(columns=[c for c in columns.values() if c in log]).rename(columns=columns)
            write(name + ".json", figures(log[list(columns.values())], False, ends))
