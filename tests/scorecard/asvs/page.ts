import { type Requirement, readProof } from "./table.ts";

const CHAPTERS = [
  "Encoding and sanitising",
  "Validation and business rules",
  "The browser",
  "Services over HTTP",
  "Files",
  "Signing in",
  "Sessions",
  "Rights",
  "Self-contained tokens",
  "OAuth and OpenID Connect",
  "Cryptography",
  "Connections",
  "Configuration",
  "Protecting data",
  "Architecture and code",
  "Logging and faults",
  "WebRTC",
];

/** The table as a page for people. */
export function asvsPage(rows: readonly Requirement[]): string {
  const having = (verdict: string) => rows.filter((row) => row.verdict === verdict);
  const fails = having("fail");
  return [
    "# What OWASP's verification standard asks, and what answers it",
    "",
    "Every requirement of levels 1 and 2 of the Application Security Verification Standard 5.0, and thirteen of level 3, in our own words. Each pass names",
    "what proves it: a test by its title, a page that says it, or a setting in the source. Written from `docs/security/asvs.yaml` and held to the sources by",
    "`tests/scorecard/a12-asvs.test.ts`.",
    "",
    `**${having("pass").length} pass, ${having("n/a").length} do not apply, ${fails.length} fail**, of ${rows.length}.`,
    "",
    "## What fails",
    "",
    ...fails.map((row) => `- **${row.id}** (level ${row.level}) ${row.asks}. ${row.why ?? ""}`),
    "",
    ...CHAPTERS.flatMap((name, i) => [
      `## ${i + 1} ${name}`,
      "",
      "| | level | asks | verdict | proof or reason |",
      "| --- | --- | --- | --- | --- |",
      ...rows
        .filter((row) => row.id.startsWith(`${i + 1}.`))
        .toSorted(byId)
        .map(
          (row) =>
            `| ${row.id} | ${row.level} | ${row.asks} | ${row.verdict === "fail" ? "**fail**" : row.verdict} | ${row.why ?? sayProofs(row)} |`,
        ),
      "",
    ]),
  ].join("\n");
}

const byId = (a: Requirement, b: Requirement): number => a.id.localeCompare(b.id, "en", { numeric: true });

const sayProofs = (row: Requirement): string =>
  (row.proof ?? [])
    .map((text) => {
      const proof = readProof(text);
      if (proof?.kind === "test")
        return `\`${proof.file}\`: ${proof.title.replaceAll("|", "\\|").replaceAll(">", "›")}`;
      if (proof?.kind === "page")
        return `[${proof.heading.replaceAll("-", " ")}](../../${proof.file}#${proof.heading})`;
      return proof ? `\`${proof.file}\`` : text;
    })
    .join("; ");
