import { describe, expect, test } from "vitest";
import { browserFamily } from "./browser-family.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-X210)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("the family of a browser", () => {
  test.each([
    ["Firefox on Windows", `${WINDOWS} Gecko/20100101 Firefox/146.0`],
    ["Edge on Windows", `${WINDOWS} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`],
    ["Chrome on Windows", `${WINDOWS} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`],
    ["Opera on Windows", `${WINDOWS} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36 OPR/125.0.0.0`],
    ["Chrome on Mac", `${MAC} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`],
    ["Safari on Mac or iPad", `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15`],
    [
      "Safari on iPhone",
      `${IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1`,
    ],
    [
      "Chrome on iPhone",
      `${IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.7499.38 Mobile/15E148 Safari/604.1`,
    ],
    ["Chrome on Android", `${ANDROID} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`],
    [
      "Samsung Internet on Android",
      `${ANDROID} ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ],
    ["Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"],
    [
      "Chrome on Chromebook",
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`,
    ],
  ])("is %s", (family, sent) => {
    expect(browserFamily(sent)).toBe(family);
  });

  test("keeps nothing of what an unknown one sends about itself", () => {
    expect(browserFamily("Sam Hill's own browser 3 <b>10.0.0.7</b>")).toBe("Another browser");
  });

  test("is left empty when nothing was sent", () => {
    expect([browserFamily(undefined), browserFamily("")]).toEqual([undefined, undefined]);
  });
});
