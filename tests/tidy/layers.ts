import type { Check } from "./checks.ts";
import { importsOf, isTest } from "./source.ts";

/** Who may lean on whom, lowest first. A layer may import itself and those on its list; the app may import any. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  web: ["kernel"],
  record: ["kernel", "web"],
  services: ["kernel", "web", "record"],
  exchange: ["kernel", "web", "record", "services"],
  insight: ["kernel", "web"],
};

/** The layer of a file: the folder under `src`; files directly in `src` are the app. Undefined outside `src`. */
function layerOf(path: string): string | undefined {
  const [top, layer, rest] = path.split("/");
  if (top !== "src" || !layer) return undefined;
  return rest === undefined ? "app" : layer;
}

/** Imports only point down the layers. A test beside the code may lean on `tests` as well. */
export const importsPointDown: Check = (sources) =>
  sources.flatMap((source) => {
    const from = layerOf(source.file);
    if (!from || from === "app") return [];
    const allowed = MAY_IMPORT[from];
    if (!allowed)
      return [`${source.file} is in no layer; the layers are ${Object.keys(MAY_IMPORT).join(", ")}`];
    return importsOf(source)
      .filter((to) => /^(src|tests|demo|bench|database)\//.test(to))
      .filter((to) => !(isTest(source.file) && to.startsWith("tests/")))
      .filter((to) => layerOf(to) !== from && !allowed.includes(layerOf(to) ?? ""))
      .map((to) => `${source.file} imports ${to}, which is above or beside it`);
  });

const serviceOf = (path: string): string | undefined => /^src\/services\/([^/]+)\//.exec(path)?.[1];

/** One service never imports another, nor the list of all; they meet through the record. Medicines all may use. */
export const servicesMeetThroughTheRecord: Check = (sources) =>
  sources.flatMap((source) => {
    const own = serviceOf(source.file);
    if (!own) return [];
    return importsOf(source)
      .filter((to) => {
        const other = serviceOf(to);
        if (to === "src/services/index.ts") return true;
        return other !== undefined && other !== own && other !== "medicines";
      })
      .map(
        (to) => `${source.file} imports ${to}; services meet through handovers, events, measures and tasks`,
      );
  });
