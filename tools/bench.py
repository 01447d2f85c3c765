"""Run every measurement in bench/, one program each, and say so when there is none."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run bench/*.py in order; the number of those that failed."""
    programs = sorted((ROOT / "bench").glob("*.py"))
    if not programs:
        print("bench/ holds no measurement yet: no budget has been measured, and none is claimed.")
    failed = 0
    for program in programs:
        print(f"== {program.relative_to(ROOT)}", flush=True)
        failed += subprocess.run([sys.executable, program], cwd=ROOT, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
