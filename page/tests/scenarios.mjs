// Scenarios go out as a file and come back from one; what is no such file is told and changes nothing.
import { open } from "./browser.mjs";

export async function scenarios(browser, folder, fault) {
  const { page, faults } = await open(browser, `${folder}/sixty-it.html`);
  const told = await page.evaluate(async () => {
    const store = window.riparto;
    const settle = () => new Promise((resolve) => setTimeout(resolve, 200));
    const until = async (holds) => {
      for (let tries = 0; tries < 100 && !holds(); tries++) await settle();
    };
    const texts = [];
    URL.createObjectURL = (blob) => (blob.text().then((text) => texts.push(text)), "data:,");
    HTMLAnchorElement.prototype.click = () => {};
    store.move(store.plan.lines[0].id, { down: 4 });
    store.move(store.plan.lines[1].id, { remainder: true });
    const shown = store.answer.lines.map((line) => line.after);
    store.set({ tab: "compare" });
    await settle();
    store.saveScenario('uno <b> "due" \u202e');
    await settle();
    [...document.querySelectorAll(".scenarios button")].find((button) => button.textContent === store.words.exportAll).click();
    await until(() => texts.length > 0);
    store.removeScenario(store.scenarios[0].id);
    store.take({});
    await settle();
    const bring = async (text) => {
      const input = document.querySelector(".scenarios input[type=file]");
      const files = new DataTransfer();
      files.items.add(new File([text], "scenari.json"));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
    };
    await bring(texts[0]);
    await until(() => store.scenarios.length > 0);
    const back = store.scenarios.length;
    await bring(texts[0]);
    const twice = store.scenarios.length;
    store.take(store.scenarios[0].amounts);
    const taken = store.answer.lines.map((line) => line.after);
    const refused = [];
    const bad = ["", "{}", "[1]", '{"format":"riparto.scenarios/1","scenarios":[null]}', '{"format":"riparto.scenarios/1","scenarios":{}}'];
    for (const text of bad) {
      store.set({ notice: "" });
      await bring(text);
      await until(() => store.notice !== "");
      refused.push(store.notice !== "");
    }
    // Amounts that are none, and lines that the plan does not have.
    const strange = { id: "x", name: "x", amounts: { [store.plan.lines[0].id]: "molto", nowhere: "1" } };
    await bring(JSON.stringify({ format: "riparto.scenarios/1", scenarios: [strange, { id: 1, name: null, amounts: 7 }] }));
    store.set({ notice: "" });
    store.take(strange.amounts);
    const after = { notice: store.notice, same: JSON.stringify(store.answer.lines.map((line) => line.after)) === JSON.stringify(taken) };
    await settle();
    const table = document.querySelectorAll(".sheet table").length;
    return { back, twice, same: JSON.stringify(taken) === JSON.stringify(shown), refused, after, table, name: store.scenarios[0].name };
  });
  if (told.back !== 1 || told.twice !== 1 || !told.same) fault(`scenarios: they do not come back as they went: ${JSON.stringify(told)}`);
  if (told.refused.includes(false)) fault(`scenarios: a file that is none is taken: ${told.refused}`);
  if (!told.after.notice || !told.after.same || told.table !== 1) fault(`scenarios: amounts that are none: ${JSON.stringify(told.after)}`);
  console.log("scenarios: they come back from their file as they were, once; a file that is none is told");
  faults.forEach(fault);
  await page.close();
}
