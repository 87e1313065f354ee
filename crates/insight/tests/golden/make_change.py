"""Makes change.json with the tools that before/after comparisons must agree with.

    pip install statsmodels==0.15.0
    python make_change.py
"""
import json, os
import numpy as np
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import StratifiedTable

rng = np.random.default_rng(5)
t = np.arange(-14, 18)
noise = np.convolve(rng.normal(0, 2, len(t) + 1), [1, 0.6], "valid")
after = (t >= 0).astype(float)
y = np.round(40 - 0.3 * t - 6 * after + 0.5 * t * after + noise, 3)
lag = int(4 * (len(t) / 100) ** (2 / 9))
x = np.column_stack([np.ones(len(t)), t, after, t * after])
fit = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True})
tables = [[[12, 3], [20, 9]], [[30, 11], [14, 8]], [[5, 1], [9, 6]]]
pooled = StratifiedTable([np.array(table, dtype=float) for table in tables])
out = {
    "points": [[int(no), float(value)] for no, value in zip(t, y)],
    "lag": lag,
    "params": [float(v) for v in fit.params],
    "errors": [float(v) for v in fit.bse],
    "tables": tables,
    "odds_ratio": [float(pooled.oddsratio_pooled), *map(float, pooled.oddsratio_pooled_confint())],
}
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "change.json"), "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
