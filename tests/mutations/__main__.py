"""`python -m tests.mutations`: each fault and what became of its test; code 1 if any test did not turn red."""

import sys

from tests.mutations.run import Verdict, judged, unmutated
from tests.mutations.table import MUTATIONS


def main() -> int:
    """Run them all, or those whose names hold the first argument."""
    wanted = [each for each in MUTATIONS if not sys.argv[1:] or sys.argv[1] in each.name]
    verdict, output = unmutated([each.test for each in wanted])
    write = sys.stdout.write
    write(f"{verdict:7} nothing changed\n" + ("" if verdict is Verdict.GREEN else output))
    code = 0 if verdict is Verdict.GREEN else 1
    for each in judged(wanted):
        write(f"{each.verdict:7} {each.mutation.name}  ({each.mutation.test})\n")
        if each.verdict is not Verdict.RED:
            write(each.output.rstrip() + "\n")
            code = 1
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
