"""pandas: read the csv and group it; nothing is validated, nothing stored."""
import json
import resource
import sys
import time

import pandas

began = time.perf_counter()
rows = pandas.read_csv(sys.argv[1], sep=";")
rows["low"] = rows["Отметка"] == 2
counts = rows.groupby(["Учебный год", "Код ОО", "Процедура"]).agg(
    participants=("low", "size"), low=("low", "sum"), mean=("Первичный балл", "mean")
)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peakMegabytes": round(peak), "units": len(counts)}))
