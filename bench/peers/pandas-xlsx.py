"""pandas read_excel (openpyxl) of one sheet."""
import json
import resource
import sys
import time

import pandas

began = time.perf_counter()
rows = pandas.read_excel(sys.argv[1], header=[0, 1])
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peakMegabytes": round(peak), "rows": len(rows)}))
