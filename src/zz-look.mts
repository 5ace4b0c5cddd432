import { chromium } from "@playwright/test";
import bundled from "@sparticuz/chromium";
const [user, width, out, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: bundled.args });
const context = await browser.newContext({ viewport: { width: Number(width), height: 1400 } });
const page = await context.newPage();
await page.goto("http://127.0.0.1:4910/sign-in");
await page.locator(`form.one-button:has(input[value="${user}"]) button, button:has-text("${user}")`).first().click();
await page.waitForLoadState();
let n = 0;
for (const path of paths) {
  await page.goto(`http://127.0.0.1:4910${path}`);
  await page.screenshot({ path: `${out}-${n++}.png` });
  console.log("==", page.url(), await page.title());
  if (process.env.TEXT) console.log((await page.locator("main").innerText()).slice(0, 2500));
  if (process.env.LINKS) console.log(await page.locator("main a").evaluateAll((all) => all.map((a) => `${a.textContent} ${a.getAttribute("href")}`).join("\n")));
}
await browser.close();
