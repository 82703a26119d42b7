// Fingers and keys alone, and a browser that lets a page from a file have no worker.
import { open } from "./browser.mjs";

const change = (page, line) => page.evaluate((line) => window.riparto.answer.lines.find((found) => found.id === line).change, line);
const settle = () => new Promise((resolve) => setTimeout(resolve, 400));

/** Touches of a browser that has fingers: a bar is dragged and tapped, and a swipe over it scrolls and changes nothing. */
async function fingers(browser, file, fault) {
  const { page, faults } = await open(browser, file, { width: 390, height: 800, touch: true });
  await page.waitForFunction(() => window.riparto.margins.size > 0);
  const line = await page.evaluate(() => window.riparto.plan.lines[3].id);
  // A page that still rolls takes a touch as its end.
  const still = async () => {
    for (let before = NaN, now = 0; before !== now; ) {
      before = now;
      await settle();
      now = await page.evaluate(() => scrollY);
    }
  };
  const bar = async () => {
    await still();
    await page.evaluate((line) => document.getElementById(`line-${line}`).scrollIntoView({ block: "center" }), line);
    await still();
    return page.evaluate((line) => {
      const [track, handle] = [".track", ".handle"].map((wanted) => document.querySelector(`[id="line-${line}"] ${wanted}`).getBoundingClientRect());
      return { left: track.left, width: track.width, y: track.top + track.height / 2, handle: handle.left + handle.width / 2 };
    }, line);
  };
  const swipe = async (from, to) => {
    await page.touchscreen.touchStart(...from);
    for (let part = 1; part <= 8; part++) await page.touchscreen.touchMove(from[0] + ((to[0] - from[0]) * part) / 8, from[1] + ((to[1] - from[1]) * part) / 8);
    await page.touchscreen.touchEnd();
    await settle();
  };
  let at = await bar();
  await swipe([at.handle, at.y], [at.handle - at.width / 8, at.y]);
  const dragged = await change(page, line);
  if (!dragged.startsWith("-")) fault(`touch: a handle dragged to the left changes its line by ${dragged}`);
  const past = await page.evaluate(() => window.riparto.past.length);
  if (past !== 1) fault(`touch: one drag is ${past} steps to undo`);
  at = await bar();
  const scrolled = await page.evaluate(() => scrollY);
  await swipe([at.left + 5, at.y], [at.left + 5, at.y - 250]);
  if ((await change(page, line)) !== dragged) fault("touch: a swipe over a bar changes its line");
  if ((await page.evaluate(() => scrollY)) === scrolled) fault("touch: a swipe over a bar does not scroll");
  at = await bar();
  await page.touchscreen.tap(at.left + at.width * 0.9, at.y);
  await settle();
  if (!/^[1-9]/.test(await change(page, line))) fault("touch: a tap on the bar does not move its line there");
  faults.forEach(fault);
  await page.close();
}

/** Keys alone: the first line by its handle and by its amount, the remainder settled on another line, and back. */
async function keys(browser, file, fault) {
  const { page, faults } = await open(browser, file);
  await page.waitForFunction(() => window.riparto.margins.size > 0);
  const press = async (...all) => {
    for (const key of all) await page.keyboard.press(key);
  };
  const reach = async (selector) => {
    for (let tabs = 0; tabs < 80; tabs++) {
      if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return true;
      await press("Tab");
    }
    fault(`keys: no ${selector} is reached by Tab`);
    return false;
  };
  const [one, other] = await page.evaluate(() => [...document.querySelectorAll(".line")].slice(0, 2).map((line) => line.id.slice(5)));
  await reach(".skip");
  await press("Enter");
  if (!(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)))) fault("keys: the first link does not lead to the content");
  await reach(".handle");
  await press("ArrowRight", "ArrowRight", "PageDown");
  if (!(await change(page, one)).startsWith("-")) fault("keys: arrows do not move a handle");
  await page.waitForFunction(() => !window.riparto.isReachOld && window.riparto.reaches.size > 0);
  await press("Home");
  const end = await page.evaluate((line) => window.riparto.marginOf(line)?.give.end === window.riparto.answer.lines.find((found) => found.id === line).after, one);
  if (!end) fault("keys: Home does not lead to the end of the headroom");
  await press("Tab");
  await page.keyboard.type("molto");
  await press("Enter");
  await settle();
  if (!(await page.evaluate(() => document.querySelector(".line .mistake[role=alert]")))) fault("keys: a mistake is not told");
  if (!(await page.evaluate(() => document.activeElement?.matches("input.amount")))) fault("keys: the amount with the mistake loses the focus");
  await page.keyboard.down("Shift");
  await press("Tab");
  await page.keyboard.up("Shift");
  await page.evaluate((other) => document.querySelector(`[id="line-${other}"] .settle`).focus(), other);
  await press("Enter");
  if (!/^0[.]00$/.test(await page.evaluate(() => window.riparto.answer.remainder))) fault("keys: the remainder is not settled on a line");
  await page.keyboard.down("Control");
  await press("z");
  await page.keyboard.up("Control");
  if (/^0[.]00$/.test(await page.evaluate(() => window.riparto.answer.remainder))) fault("keys: Ctrl+Z takes nothing back");
  faults.forEach(fault);
  await page.close();
}

/** Without workers the page's own engine does it all. */
async function alone(browser, file, fault, name, without) {
  const { page, faults } = await open(browser, file, { before: without });
  await page.waitForFunction(() => window.riparto.margins.size > 0, { timeout: 60_000 });
  const told = await page.evaluate(async () => {
    const store = window.riparto;
    store.move(store.plan.lines[0].id, { down: 3 });
    return { refused: await store.cover({ measure: "in_proportion" }), remainder: store.answer.remainder };
  });
  if (told.refused !== null || told.remainder !== "0.00") fault(`${name}: ${JSON.stringify(told)}`);
  faults.forEach(fault);
  await page.close();
}

export async function hands(browser, folder, fault) {
  const file = `${folder}/sixty-it.html`;
  await fingers(browser, file, fault);
  await keys(browser, file, fault);
  await alone(browser, file, fault, "no workers", () => delete window.Worker);
  await alone(browser, file, fault, "workers refused", () => {
    window.Worker = class {
      constructor() {
        setTimeout(() => this.onerror?.(new Event("error")));
      }
      postMessage() {}
    };
  });
  console.log("hands: fingers drag, tap and scroll; keys alone are enough; without a worker all is there");
}
