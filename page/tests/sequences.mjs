// Seeded sequences of what people do, on the elements of the page itself. Each step is checked: what all lines hold and the
// remainder are the envelope, in cents; what is shown is what the engine said.

/** Runs in the page. Returns how many drags there were, what was wrong, and drafts for the native command to judge. */
export function perform(seed, steps) {
  let state = BigInt(seed) + 0x9e3779b97f4a7c15n;
  const random = (bound) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(bound));
  };
  const store = window.riparto;
  const cents = (text) => BigInt(text.replace(".", ""));
  const wrong = [];
  let drags = 0;
  const sample = [];
  const total = cents(store.answer.total);
  const check = (what) => {
    const held = store.answer.lines.reduce((sum, line) => sum + cents(line.after), 0n);
    if (held + cents(store.answer.remainder) !== total) wrong.push(`${what}: the sum is not the envelope`);
    const shown = document.querySelector(".summary dl div:nth-child(2) dd")?.firstChild?.textContent;
    if (shown !== store.answer.remainder_text) wrong.push(`${what}: remainder shown ${shown}, said ${store.answer.remainder_text}`);
    const messages = [...document.querySelectorAll(".verdict .findings li > p")].map((item) => item.textContent);
    const said = store.answer.findings.map((finding) => finding.message.replaceAll("`", ""));
    if (document.querySelector(".verdict") && messages.join("\n") !== said.join("\n")) wrong.push(`${what}: other findings are shown`);
  };
  const pick = (selector) => {
    const all = document.querySelectorAll(selector);
    return all.length ? all[random(all.length)] : null;
  };
  const pointer = (target, kind, x, y) =>
    target.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, pointerId: 1, button: 0, clientX: x, clientY: y }));
  const drag = () => {
    const track = pick(".track");
    if (!track) return;
    track.setPointerCapture = () => {};
    const box = track.getBoundingClientRect();
    const at = () => box.left + (box.width * random(1001)) / 1000;
    pointer(track, "pointerdown", at(), box.top + 5);
    check("a touch of the bar");
    for (let moves = 1 + random(4); moves > 0; moves--) {
      pointer(track, "pointermove", at(), box.top + 5);
      drags++;
      check("a drag");
    }
    pointer(track, "pointerup", 0, 0);
  };
  const type = () => {
    const input = pick("input.amount");
    if (!input) return;
    const euros = random(400_000);
    const texts = [`${euros}`, `${euros},5`, `€ ${euros}.00`, "12.345,60", "0", "molto", "-5", ""];
    input.focus();
    input.value = texts[random(texts.length)];
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };
  const press = () => {
    const handle = pick(".handle");
    const keys = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
    handle?.dispatchEvent(new KeyboardEvent("keydown", { key: keys[random(keys.length)], bubbles: true }));
  };
  const click = (selector) => {
    const button = pick(selector);
    if (button && !button.disabled) button.click();
  };
  const actions = [
    [6, drag],
    [3, type],
    [3, press],
    [2, () => click(".open .tools button, .tools button:not(.settle)")],
    [3, () => click(".open .settle")],
    [2, () => store.undo()],
    [1, () => store.redo()],
    [1, () => click("button.pin")],
    [1, () => store.saveScenario(`n ${random(1000)}`)],
    [1, () => store.scenarios.length && store.take(store.scenarios[random(store.scenarios.length)].amounts)],
    [1, () => random(8) === 0 && store.take({})],
  ];
  const all = actions.flatMap(([weight, act]) => Array(weight).fill(act));
  for (let step = 0; step < steps; step++) {
    const act = all[random(all.length)];
    act();
    check(act.name || "a step");
    if (store.scenarios.length > 6) store.removeScenario(store.scenarios[0].id);
    if (store.past.length > 200) store.past.splice(0, 100);
    if (random(Math.max(1, Math.ceil(steps / 20))) === 0) {
      const request = store.request({ amounts: store.amounts });
      sample.push({ request, response: store.engine.text(request), transfers: store.answer.transfers });
    }
    if (wrong.length > 5) break;
  }
  return { wrong, drags, sample };
}
