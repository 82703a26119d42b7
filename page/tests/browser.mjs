// A browser on a packed page, with what every test asks of it: no request leaves the page, and nothing is logged.
import puppeteer from "puppeteer-core";
import { pathToFileURL } from "node:url";

export async function launch(chromium) {
  return puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"], headless: true });
}

/** Opens a file; `faults` collects requests and messages of the console. `before` runs in the page before its own script. */
export async function open(browser, file, { width = 1440, height = 900, dark = false, touch = false, before } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith("blob:") && !address.startsWith("data:") && address !== pathToFileURL(file).href) faults.push(`request: ${address}`);
  });
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  await page.setViewport({ width, height, hasTouch: touch, isMobile: touch });
  if (before) await page.evaluateOnNewDocument(before);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("main", { timeout: 60_000 });
  return { page, faults };
}
