import { chromium } from "@playwright/test";
import bundled from "@sparticuz/chromium";
for (const [port] of [[9333], [9334], [9335]]) {
  await chromium.launchPersistentContext(`/tmp/zzprof${port}`, { executablePath: await bundled.executablePath(), viewport: { width: 1280, height: 1000 }, args: ["--no-sandbox", `--remote-debugging-port=${port}`] });
}
setInterval(() => {}, 1e6);
