import { findings, openBrowser } from "./browser/browser.ts";

const [, , port, user, ...paths] = process.argv;
const browser = await openBrowser();
for (const [w, h] of [
  [1200, 900],
  [390, 844],
] as const) {
  const page = await (
    await browser.newContext({ viewport: { width: w, height: h }, baseURL: `http://127.0.0.1:${port}` })
  ).newPage();
  await page.goto("/sign-in");
  await page.locator(`form:has(input[name="username"][value="${user}"]) button`).click();
  await page.waitForURL((url) => url.pathname === "/" || url.pathname === "/my");
  if (process.env.ACT && w === 1200) {
    await page.goto("/sharing-rules/draft");
    await page.fill("textarea", "Hospitals no longer read contact details; ask treatment instead");
    await page.click("main button[type=submit]");
    await page.goto("/sharing-rules/2/change");
    await page.selectOption("select[name=reader]", "hospital");
    await page.check("input[value=contact]");
    await page.check("input[name=owners][value=treatment]");
    await page.check("input[name=owners][value=clinic]");
    await page.check("input[name=how][value=not]");
    await page.click("main button[type=submit]");
    console.log(page.url());
  }
  for (const [i, p] of paths.entries()) {
    await page.goto(p);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    console.log(p, w, await page.title(), "overflow", over, w === 390 ? await findings(page) : "");
    await page.screenshot({ path: `/tmp/shot-${user}-${i}-${w}.png`, fullPage: true });
  }
}
await browser.close();
