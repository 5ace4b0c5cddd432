// Order matters: most browsers also name the ones they descend from.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|\bChromium|\bCriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+ .*Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "Chromebook"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

/**
 * The family of a browser and its system in plain words: `Firefox on Windows`. Made of the words above and nothing that was
 * sent, so that no version, no model and no text of a stranger's is ever kept. Undefined when nothing was sent.
 */
export function browserFamily(userAgent: string | undefined): string | undefined {
  if (!userAgent) return undefined;
  const named = (list: readonly (readonly [RegExp, string])[]): string | undefined =>
    list.find(([sign]) => sign.test(userAgent))?.[1];
  const [browser, system] = [named(BROWSERS) ?? "Another browser", named(SYSTEMS)];
  // An iPad asks for pages as a Mac does.
  if (browser === "Safari" && system === "Mac") return "Safari on Mac or iPad";
  return system ? `${browser} on ${system}` : browser;
}
