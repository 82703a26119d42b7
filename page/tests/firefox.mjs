// One look with Firefox: the page opens from a file, logs nothing, and a drag is judged. firefox.mjs FIREFOX PAGE.html
import puppeteer from "puppeteer-core";
import { pathToFileURL } from "node:url";

const [firefox, file] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
const faults = [];
const page = await browser.newPage();
page.on("console", (message) => faults.push(`console: ${message.text()}`));
page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
page.on("request", (request) => {
  if (!/^(file|blob|data):/.test(request.url())) faults.push(`request: ${request.url()}`);
});
await page.setViewport({ width: 1280, height: 900 });
await page.goto(pathToFileURL(file).href);
await page.waitForSelector("main .handle", { timeout: 120_000 });
await page.waitForFunction(() => window.riparto.margins.size > 0, { timeout: 120_000 });
const handle = await page.evaluate(() => {
  const { left, top, width, height } = document.querySelector(".handle").getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
});
await page.mouse.move(handle.x, handle.y);
await page.mouse.down();
await page.mouse.move(handle.x - 20, handle.y, { steps: 5 });
await page.mouse.up();
const told = await page.evaluate(() => ({
  remainder: window.riparto.answer.remainder,
  sentence: document.querySelector(".verdict .rest")?.textContent,
  steps: window.riparto.past.length,
}));
if (!/^[1-9]/.test(told.remainder) || !told.sentence || told.steps !== 1) faults.push(`a drag: ${JSON.stringify(told)}`);
const version = await browser.version();
await browser.close();
for (const fault of faults) console.error(`  ${version}: ${fault}`);
if (faults.length) process.exit(1);
console.log(`${version}: opens from a file, logs nothing, asks for nothing; a drag is judged: ${told.sentence}`);
