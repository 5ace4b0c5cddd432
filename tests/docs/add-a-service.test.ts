import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkedKinds, type ServiceKind } from "../../src/record/episode/service-kind.ts";
import { SERVICES } from "../../src/services/index.ts";
import { filesHere, textOf } from "./documents.ts";

const GUIDE = textOf("docs/guides/add-a-service.md");
const EXAMPLE = /```ts\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? "";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughcare-guide-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a newcomer's file declares, run as it stands but for where it lies. */
async function declaredBy(text: string): Promise<ServiceKind> {
  const beside = pathToFileURL(join(import.meta.dirname, "../../src/services/service.ts")).href;
  const file = join(folder, `${++made}.ts`);
  await writeFile(file, text.replaceAll('"../service.ts"', JSON.stringify(beside)));
  const exports: Record<string, ServiceKind> = await import(/* @vite-ignore */ pathToFileURL(file).href);
  const [declared] = Object.values(exports);
  if (!declared) throw new Error("The example declares nothing.");
  return declared;
}

describe("the example of the guide", () => {
  test("is a valid declaration, beside the services that there are", async () => {
    const declared = await declaredBy(EXAMPLE);
    const kinds = SERVICES.map((kind) =>
      kind.code === "community" ? { ...kind, takesFrom: [...kind.takesFrom, declared.code] } : kind,
    );
    expect(checkedKinds([...kinds, declared])).toContain(declared);
    expect(declared).toMatchObject({ code: "peer-support", category: "social" });
  });

  test("is not a service already, so that a newcomer can type it in", async () => {
    const { code } = await declaredBy(EXAMPLE);
    expect(SERVICES.map((kind) => kind.code)).not.toContain(code);
  });

  test.each<[string, string, RegExp]>([
    ["its ending for a death", "    DIED,\n", /death/],
    ["anyone to take people from", '"self", "community", "residential", "recovery", "prison"', /from/],
  ])("without %s is refused with a sentence", async (_name, part, words) => {
    expect(EXAMPLE).toContain(part);
    await expect(declaredBy(EXAMPLE.replace(part, ""))).rejects.toThrow(words);
  });
});

test("the four files of program and test that it names are where it says", () => {
  const named = [...GUIDE.matchAll(/`(src\/services\/[\w./-]+)`/g)].map((span) => span[1] ?? "");
  const here = filesHere("src/services");
  expect(new Set(named).size).toBe(4);
  expect(named.filter((file) => !here.includes(file))).toEqual(["src/services/peer-support/service.ts"]);
});
