#!/usr/bin/env python3
"""Keeps some of a fuzzer's inputs in fuzz/seeds, a few kB for each target: fuzz/keep.py [TARGET …], after fuzz/run.

The merge of the fuzzer's library chooses inputs that reach all that the corpus reaches; of these, sorted by size, some are kept at equal
distances, so many as are small together.
"""
import pathlib, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent
MOST_BYTES, MOST_FILES, LARGEST = 6144, 16, 2048

for target in sys.argv[1:] or sorted(folder.name for folder in (ROOT / "corpus").iterdir()):
    programs = list(ROOT.glob(f"target/*/release/{target}"))
    with tempfile.TemporaryDirectory() as merged:
        subprocess.run([programs[0], "-merge=1", "-max_len=8192", merged, ROOT / "corpus" / target], capture_output=True)
        found = sorted(pathlib.Path(merged).iterdir(), key=lambda file: (file.stat().st_size, file.name))
        small = [file for file in found if file.stat().st_size <= LARGEST]
        for count in range(min(MOST_FILES, len(small)), 0, -1):
            chosen = [small[(place + 1) * len(small) // count - 1] for place in range(count)]
            size = sum(file.stat().st_size for file in chosen)
            if size <= MOST_BYTES:
                break
        kept = ROOT / "seeds" / target
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for file in chosen:
            shutil.copy(file, kept / file.name[:12])
        print(f"{target}: {len(chosen)} of {len(found)} inputs, {size} bytes")
