// "From where?": covers what lacks, or shares out what is left over, in the way that people choose.

import { useState } from "preact/hooks";
import type { LevelName, Measure } from "./shapes";
import type { Store } from "./store";
import { Dialog } from "./dialog";
import { Prose } from "./prose";
import { sign } from "./sign";
import { measures } from "./words";

export function Cover({ store }: { store: Store }) {
  const words = store.words;
  const [measure, setMeasure] = useState<Measure>("least_squares");
  const [named, setNamed] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  const [level, setLevel] = useState<LevelName>("exceptional");
  const [said, setSaid] = useState<string | null>(null);
  const lacks = sign(store.answer.remainder) < 0;
  const close = () => store.set({ dialog: null });
  const apply = async () => {
    store.set({ busy: true });
    const refused = await store.cover({ measure, up_to: level, ...(named && { from: chosen }) });
    store.busy = false;
    if (refused === null) close();
    else {
      setSaid(refused);
      store.show();
    }
  };
  const open = store.answer.lines.filter((line) => !line.derived && !store.pins.has(line.id));
  return (
    <Dialog title={lacks ? words.cover : words.share} close={close}>
      <p>
        <b>{store.answer.remainder_sentence}</b> {words.coverHint}
      </p>
      <fieldset>
        <legend>{lacks ? words.fromWhere : words.toWhom}</legend>
        {measures(store.language, lacks).map(([name, text]) => (
          <label class="check" key={name}>
            <input type="radio" name="measure" checked={measure === name} onChange={() => setMeasure(name)} />
            {text}
          </label>
        ))}
        <label class="check">
          <input type="checkbox" checked={named} onChange={(event) => setNamed(event.currentTarget.checked)} />
          {lacks ? words.namedFrom : words.namedTo}
        </label>
        {named && (
          <div class="choice" role="group" aria-label={words.chooseLines}>
            {open.map((line) => (
              <label class="check" key={line.id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(line.id)}
                  onChange={() => setChosen(chosen.includes(line.id) ? chosen.filter((id) => id !== line.id) : [...chosen, line.id])}
                />
                <bdi>{store.title(line.id)}</bdi> <small>{line.after_text}</small>
              </label>
            ))}
          </div>
        )}
      </fieldset>
      <label>
        {words.atMost}{" "}
        <select value={level} onChange={(event) => setLevel(event.currentTarget.value as LevelName)}>
          {store.answer.levels
            .filter((found) => found.level !== "forbidden")
            .map((found) => (
              <option key={found.level} value={found.level}>
                {found.text}
              </option>
            ))}
        </select>
      </label>
      {said && (
        <p class="mistake" role="alert">
          <Prose text={said} />
        </p>
      )}
      <p class="buttons">
        <button class="primary" onClick={apply} disabled={store.busy || (named && !chosen.length)}>
          {store.busy ? words.searching : words.apply}
        </button>
        <button onClick={close}>{words.cancel}</button>
      </p>
    </Dialog>
  );
}
