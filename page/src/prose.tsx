// A sentence of the engine: what stands between backticks is a name. It is text, whatever it holds.

export function Prose({ text }: { text: string }) {
  return <bdi>{text.split("`").map((part, place) => (place % 2 ? <code key={place}>{part}</code> : part))}</bdi>;
}
