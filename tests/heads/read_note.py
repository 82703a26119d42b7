"""Another implementation reads a signed note: read_note.py NOTE KEYS prints the names of those who signed, by the package cryptography.
Ends with status 3 where that package is not there. Run by tests/heads/run."""
import base64, hashlib, sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit(3)

text, signatures = open(sys.argv[1], encoding="utf-8").read().rsplit("\n\n", 1)
signed, counted = [], set()  # A key counts once, whatever names it goes by, and so does a name
for key in filter(None, map(str.strip, open(sys.argv[2], encoding="utf-8"))):
    name, number, public = key.split("+", 2)
    public = base64.b64decode(public, validate=True)
    assert number == hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8] and public[0] == 1, key
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if (dash, signer, signature[:4].hex()) == ("—", name, number):
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], text.encode() + b"\n")
            except InvalidSignature:
                sys.exit(f"the signature of {name} is forged")
            if not {name, public} & counted:
                signed.append(name)
                counted |= {name, public}
print(" ".join(signed))
