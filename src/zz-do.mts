import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
const ports: Record<string, number> = { nurse: 9333, checker: 9334, other: 9335 };
const B = "http://127.0.0.1:4910";
const code = readFileSync(0, "utf8");
const pages: Record<string, any> = {};
const closers: any[] = [];
for (const [who, port] of Object.entries(ports)) {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  closers.push(browser);
  const context = browser.contexts()[0];
  pages[who] = context.pages()[0] ?? (await context.newPage());
  pages[who].setDefaultTimeout(15000);
}
const go = (p: any, path: string) => p.goto(B + path);
const signIn = async (p: any, name: string) => { await go(p, "/sign-in"); await p.locator(`button:has-text("${name}")`).first().click(); await p.waitForLoadState(); };
const say = async (p: any, most = 2500) => console.log(`== ${p.url()} ${await p.title()}\n${(await p.locator("main").innerText()).slice(0, most)}`);
const fields = async (p: any) => console.log(await p.locator("main input:not([type=hidden]), main select, main textarea, main button").evaluateAll((all: any[]) => all.map((a) => `${a.tagName} ${a.type} ${a.name}=${a.value} ${a.tagName === "BUTTON" ? a.textContent : (a.labels?.[0]?.textContent ?? "")}`).join("\n")));
const links = async (p: any) => console.log(await p.locator("main a").evaluateAll((all: any[]) => all.map((a) => `${a.textContent} ${a.getAttribute("href")}`).join("\n")));
const shot = async (p: any, name: string, width = 1280, height = 1000) => { await p.setViewportSize({ width, height }); await p.screenshot({ path: `/tmp/shot-${name}.png` }); };
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
try {
  await new AsyncFunction("nurse", "checker", "other", "go", "signIn", "say", "fields", "links", "shot", code)(pages.nurse, pages.checker, pages.other, go, signIn, say, fields, links, shot);
} catch (error) { console.log(String(error).slice(0, 800)); }
process.exit(0);
