"""Makes the benchmark's modules and the scripts' importable, and says where the program is."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "bench"
PROGRAM = os.environ["TAXON_PROGRAM"]
sys.path[:0] = [str(BENCH), str(BENCH / "peers"), str(ROOT / "scripts")]
