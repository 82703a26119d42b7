"""Verifies a history by docs/HISTORY.md, with the standard library alone: verify_history.py JOURNAL [REVISION HASH]"""
import hashlib, json, sys

def whole(text):
    if text.startswith("-0") or abs(int(text)) >= 2**53:
        raise ValueError
    return int(text)

def no_number(text):
    raise ValueError

def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def depth(value):
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)

def broken_line(journal, known=None):
    """The number of the first line that is not what was written, or None; and the hashes of the records before it."""
    lines, hashes, left = journal.split(b"\n"), ["0" * 64], 0
    for number, line in enumerate(lines[:-1], 1):
        try:
            read = json.loads(line.decode(), parse_int=whole, parse_float=no_number, parse_constant=no_number)
            event, more = read["event"], read["more"]
            record = {"event": event, "format": "riparto.history/1", "more": more, "previous": hashes[-1], "revision": number}
            digest = hashlib.sha256(canonical(record)).hexdigest()
            same = canonical({**record, "hash": digest}) == line and type(event) is dict and depth(event) <= 64
            if not same or type(more) is not int or not (more == left - 1 if left else 0 <= more < 2**20):
                return number, hashes
        except (ValueError, KeyError, TypeError, RecursionError):
            return number, hashes
        left = more
        hashes.append(digest)
        if known and known[0] == number and known[1] != digest:
            return number, hashes
    whole_end = not left and lines[-1] == b"" and (not known or known[0] < len(hashes) and known[1] == hashes[known[0]])
    return None if whole_end else len(hashes), hashes

if __name__ == "__main__":
    known = " ".join(sys.argv[2:]).replace(":", " ").split()  # `11 fc70…`, or `11:fc70…` as the minutes print it
    if known and not (len(known) == 2 and known[0].isdecimal() and int(known[0]) > 0 and len(known[1]) == 64 and set(known[1]) <= set("0123456789abcdef")):
        sys.exit("a head is a revision from 1 on and 64 digits from 0 to f, as the minutes print them: 11 fc7012...")
    head = (int(known[0]), known[1]) if known else None
    line, hashes = broken_line(open(sys.argv[1], "rb").read(), head)
    passes = f", through the head at {head[0]}" if head else ""
    print(f"whole: {len(hashes) - 1} events{passes}, head {hashes[-1]}" if line is None else f"broken, cut off or not of that head at line {line}")
    sys.exit(line is not None)
