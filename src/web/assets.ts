import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { SCREENS, type Screen, sheetFor } from "./screen.ts";

/** A file the browser is sent, under a name that changes with its content. */
export type Asset = { readonly path: string; readonly type: string; readonly body: string };
export type Assets = {
  /** The sheet of each screen. */
  readonly styles: Readonly<Record<Screen, string>>;
  readonly scripts: readonly string[];
  readonly byPath: ReadonlyMap<string, Asset>;
};

const require = createRequire(import.meta.url);
const HERE = import.meta.dirname;

/**
 * Reads style sheets and islands once, at start. The NHS sheet loses its web font (a partnership is not the NHS, and
 * nothing is fetched from elsewhere); islands are TypeScript whose types are taken off.
 */
export async function loadAssets(moreStyles: readonly string[]): Promise<Assets> {
  const nhs = await readFile(require.resolve("nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css"), "utf8");
  const plain = (await withIcons(nhs))
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/Frutiger W01,\s*/g, "")
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
  const own = await Promise.all(
    [path.join(HERE, "style.css"), ...moreStyles].map((file) => readFile(file, "utf8")),
  );
  const sheet = [plain, ...own].join("\n");
  const sheets = SCREENS.map(
    (screen) => [screen, asset("style", "css", CSS, sheetFor(screen, sheet))] as const,
  );
  const assets = sheets.map(([, each]) => each);
  const nhsScript = await readFile(
    require.resolve("nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js"),
    "utf8",
  );
  const nhsAsset = asset("nhsuk", "js", SCRIPT, nhsScript.replace(/\/\/# sourceMappingURL=.*$/m, ""));
  const webauthnScript = await readFile(
    path.join(path.dirname(require.resolve("@simplewebauthn/browser")), "../dist/bundle/index.umd.min.js"),
    "utf8",
  );
  const webauthnAsset = asset("webauthn", "js", SCRIPT, webauthnScript);
  assets.push(nhsAsset, webauthnAsset);
  const scripts: string[] = [];
  for (const file of (await readdir(path.join(HERE, "islands")))
    .filter((name) => name.endsWith(".ts"))
    .sort()) {
    const source = await readFile(path.join(HERE, "islands", file), "utf8");
    const island = asset(
      path.basename(file, ".ts"),
      "js",
      SCRIPT,
      stripTypeScriptTypes(source)
        .replaceAll("@nhsuk", nhsAsset.path)
        .replaceAll("@webauthn", webauthnAsset.path),
    );
    assets.push(island);
    scripts.push(island.path);
  }
  const styles = Object.fromEntries(sheets.map(([screen, each]) => [screen, each.path])) as Record<
    Screen,
    string
  >;
  return { styles, scripts, byPath: new Map(assets.map((one) => [one.path, one])) };
}

/** The NHS sheet with the icons it names inside it, so that nothing else has to be served. */
async function withIcons(sheet: string): Promise<string> {
  let whole = sheet;
  for (const [, name] of sheet.matchAll(/url\(\/assets\/images\/([a-z-]+\.svg)\)/g)) {
    const icon = await readFile(require.resolve(`nhsuk-frontend/dist/nhsuk/assets/images/${name}`), "base64");
    whole = whole.replaceAll(`url(/assets/images/${name})`, `url(data:image/svg+xml;base64,${icon})`);
  }
  return whole;
}

const SCRIPT = "text/javascript; charset=utf-8";
const CSS = "text/css; charset=utf-8";

function asset(name: string, ending: string, type: string, body: string): Asset {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return { path: `/assets/${name}.${hash}.${ending}`, type, body };
}
