import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { textOf } from "./documents.ts";
import { SHARING_PAGE, sharingPage } from "./sharing-page.ts";

test("the page of what each agency may see is what the rules say today", () => {
  if (process.env.UPDATE === "1") writeFileSync(SHARING_PAGE, sharingPage());
  expect(textOf(SHARING_PAGE), "run it with UPDATE=1 to write the page anew").toBe(sharingPage());
});

const sectionOf = (name: string): string => sharingPage().split(`## ${name}\n`)[1]?.split("\n## ")[0] ?? "";

test("police and probation: it says that health and medicines are never seen", () => {
  expect(sectionOf("Police and probation services")).toContain(
    "**Never** from another agency, whatever anyone consents to: contact details, health, medicines, housing, social support, safeguarding and supervised use.",
  );
});

test("the partnership office: it says that nothing is seen", () => {
  expect(sectionOf("Partnership offices")).toContain("Nothing that another agency recorded");
});

test("care agencies: health only with consent, who someone is without", () => {
  const lines = sectionOf("Care agencies").split("\n");
  expect(lines.find((line) => line.startsWith("| Health"))).toContain(
    "| care agencies | Care and support | only with it |",
  );
  expect(lines.find((line) => line.startsWith("| Identity"))).toContain("| not needed |");
});

test("the overdose prevention room: it says that no other role reads what is shared of it yet", () => {
  expect(sectionOf("Which parts each role reads")).toContain(
    "Supervised use: one role alone, Overdose prevention worker.",
  );
});
