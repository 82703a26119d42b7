// Seeded sequences of what people do, on the elements of the page itself. Each begins at the approved amounts, by the page's own
// reset. Each step is checked: what all lines hold and the remainder are the envelope, in cents; what is shown is what the engine said.

/** Runs in the page: sequences FIRST to FIRST + COUNT - 1 of a seed, each by its number alone. Returns how many steps and drags there
 * were, what was wrong, and what the engine was asked after each step (without the plan, which is the same for all) and said. */
export function perform(seed, first, count, longest) {
  let state = 0n;
  const random = (bound) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(bound));
  };
  const store = window.riparto;
  const plan = store.request({}).slice(store.request({}).indexOf(',"plan":'));
  const cents = (text) => BigInt(text.replace(".", ""));
  const told = { steps: 0, drags: 0, wrong: [], plan, asked: [] };
  const total = cents(store.answer.total);
  let number = first;
  let last = null;
  const check = (what) => {
    if (last) told.asked.push({ ...last, number, transfers: store.answer.transfers });
    last = null;
    const held = store.answer.lines.reduce((sum, line) => sum + cents(line.after), 0n);
    if (held + cents(store.answer.remainder) !== total) told.wrong.push(`${what}: the sum is not the envelope`);
    const shown = document.querySelector(".summary dl div:nth-child(2) dd")?.firstChild?.textContent;
    if (shown !== store.answer.remainder_text) told.wrong.push(`${what}: remainder shown ${shown}, said ${store.answer.remainder_text}`);
    const messages = [...document.querySelectorAll(".verdict .findings li > p")].map((item) => item.textContent);
    const said = store.answer.findings.map((finding) => finding.message.replaceAll("`", ""));
    if (document.querySelector(".verdict") && messages.join("\n") !== said.join("\n")) told.wrong.push(`${what}: other findings are shown`);
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
      told.drags++;
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
  const scenario = () => store.scenarios.length && store.take(store.scenarios[random(store.scenarios.length)].amounts);
  const actions = [
    [6, drag],
    [3, type],
    [3, press],
    [2, () => click(".open .tools button, .tools button:not(.settle)")],
    [3, () => click(".open .settle")],
    [2, () => store.undo()],
    [1, () => store.redo()],
    [1, () => click("button.pin")],
    [2, () => store.saveScenario(`n ${random(1000)}`)],
    [2, scenario],
  ];
  const all = actions.flatMap(([weight, act]) => Array(weight).fill(act));
  // What the page asks to show a draft, and what it is told: the last before a check is what stands on the page.
  const text = store.engine.text.bind(store.engine);
  store.engine.text = (request) => {
    const response = text(request);
    if (request.startsWith('{"op":"draft"') && !response.startsWith('{"error"')) last = { request: request.slice(0, request.length - plan.length), response };
    return response;
  };
  for (; number < first + count && told.wrong.length <= 5; number++) {
    state = (BigInt(seed) << 32n) + BigInt(number) + 0x9e3779b97f4a7c15n;
    for (let warm = 0; warm < 4; warm++) random(2);
    store.take({});
    check(`sequence ${number}, reset`);
    if (store.answer.lines.some((line) => line.after !== line.before)) told.wrong.push(`sequence ${number}: the reset leaves changes`);
    for (let steps = 2 + random(longest - 1); steps > 0; steps--) {
      const act = all[random(all.length)];
      act();
      check(`sequence ${number}, ${act.name || "a step"}`);
      told.steps++;
    }
    for (const { id } of store.scenarios.slice(0, -6)) store.removeScenario(id);
    if (store.past.length > 200) store.past.splice(0, 100);
  }
  store.engine.text = text;
  return told;
}
