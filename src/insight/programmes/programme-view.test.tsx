import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { madeProgramme } from "./made.fixture.ts";
import { Part, ProgrammeView } from "./programme-view.tsx";
import { isGroup } from "./trajectory-groups.ts";

const shown = (programme: ReturnType<typeof madeProgramme>): string =>
  renderToStaticMarkup(<ProgrammeView loaded={{ programme, curve: undefined }} />);

test("a day that is none is said on the page, also where there is no choice of periods for the summary to lead to", () => {
  const wrongPeriod = { field: "from", given: "nonsense", why: "no-day", there: [] } as const;
  const page = shown({ ...madeProgramme(), wrongPeriod, figures: [] });
  expect(page).toContain("“nonsense” is no day such as 2026-03-31.");
  expect(page).toContain('href="#main"');
  expect(page).not.toContain('href="#from"');
});

test("groups that are all kept back are one sentence, and a table as soon as one is shown", () => {
  const programme = madeProgramme();
  const groups = programme.figures.filter(isGroup);
  expect(groups.length).toBeGreaterThan(10);
  const held = programme.figures.map((one) =>
    isGroup(one)
      ? {
          ...one,
          numerator: undefined,
          value: undefined,
          low: undefined,
          high: undefined,
          held: "few" as const,
        }
      : one,
  );
  const part = (figures: typeof programme.figures): string =>
    renderToStaticMarkup(<Part section="crime" programme={{ ...programme, figures }} />);
  const [all, none] = [part(programme.figures), part(held)];
  expect(none).toContain(`every one of the 15 groups is kept back`);
  expect(none).not.toContain("none before, held");
  expect(all).toContain("none before, held");
  expect(all).not.toContain("every one of the");
});
