// What the page takes of lzma1, whose own types are its sources: these pass fewer checks than ours.

/** The bytes of a file `.lzma`. */
export function decompress(data: Uint8Array): Uint8Array<ArrayBuffer>;
