#!/usr/bin/env python3
"""Keeps the smallest of a fuzzer's inputs in fuzz/seeds, a few kB for each target: fuzz/keep.py [TARGET …], after fuzz/run.

The merge of the fuzzer's library chooses inputs that reach all that the corpus reaches; of these the smallest are kept.
"""
import pathlib, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent
MOST_BYTES, MOST_FILES = 4096, 40

for target in sys.argv[1:] or sorted(folder.name for folder in (ROOT / "corpus").iterdir()):
    programs = list(ROOT.glob(f"target/*/release/{target}"))
    with tempfile.TemporaryDirectory() as merged:
        subprocess.run([programs[0], "-merge=1", "-max_len=8192", merged, ROOT / "corpus" / target], capture_output=True)
        chosen = sorted(pathlib.Path(merged).iterdir(), key=lambda file: (file.stat().st_size, file.name))
        kept, size = ROOT / "seeds" / target, 0
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for file in chosen[:MOST_FILES]:
            size += file.stat().st_size
            if size > MOST_BYTES:
                break
            shutil.copy(file, kept / file.name[:12])
        print(f"{target}: {len(list(kept.iterdir()))} of {len(chosen)} inputs, {size} bytes")
