// What the browser keeps for the page. A page from a file may be refused any: then nothing is kept, and nothing breaks.

export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(`riparto:${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function kept<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(`riparto:${key}`);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** A short name for a plan, so that each has its own drawer. */
export function drawer(text: string): string {
  let hash = 2166136261;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 16777619);
  }
  return (hash >>> 0).toString(16);
}
