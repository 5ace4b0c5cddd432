import { JSDOM } from "jsdom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { openServed, type Served } from "./served.ts";
import { send, visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

type Typed = Record<string, string>;

/** What stands in the form of a page, as a browser would send it back. */
function formIn(body: string): Typed {
  const { document } = new JSDOM(body).window;
  const fields = [...document.querySelectorAll<HTMLInputElement>("main form input")].filter(
    (each) => each.type !== "radio" || each.hasAttribute("checked"),
  );
  const typed = fields.map((each) => [each.name, each.value] as const);
  return Object.fromEntries(typed.filter(([name]) => !name.startsWith("_")));
}

async function somebody() {
  const agency = await served.world.anAgency("treatment");
  const colleague = await served.world.anAgency("hospital");
  const person = await served.world.aPerson(agency, {
    givenNames: "Edith",
    familyName: "Hawthorne",
    bornOn: "1985-04-03",
    sex: "female",
  });
  await served.world.sql`
    insert into registration (person_id, agency_id, reason) values (${person}, ${colleague.agencyId}, 'met')`;
  const url = `/people/${person}/correct`;
  const opened = async (who: TestAgency): Promise<Typed> => formIn((await visit(served, who, url)).body);
  const save = (who: TestAgency, typed: Typed) => send(served, who, url, typed);
  return { agency, colleague, person, opened, save };
}

const recorded = async (person: PersonId): Promise<unknown> => {
  const [row] = await served.world.sql`
    select given_names || ' ' || family_name as name, known_as, born_on::text as born, sex from person where id = ${person}`;
  return { ...row };
};

describe("details corrected while a colleague's form was open", () => {
  test("stay corrected where that form was left as it was, and what it changes is changed", async () => {
    const { agency, colleague, person, opened, save } = await somebody();
    const form = await opened(agency);
    const theirs = await opened(colleague);
    expect((await save(colleague, { ...theirs, bornOn: "3/4/1958", sex: "not-known" })).status).toBe(303);
    expect((await save(agency, { ...form, familyName: "Quill", knownAs: "Edie" })).status).toBe(303);
    expect(await recorded(person)).toEqual({
      name: "Edith Quill",
      known_as: "Edie",
      born: "1958-04-03",
      sex: "not-known",
    });
  });

  test("are told to whoever corrects the same, who is asked again and then has the last word", async () => {
    const { agency, colleague, person, opened, save } = await somebody();
    const form = await opened(agency);
    const theirs = await opened(colleague);
    await save(colleague, { ...theirs, bornOn: "3/4/1958", familyName: "Quill" });
    const second = await save(agency, { ...form, bornOn: "4/3/1985" });
    expect(second.status).toBe(422);
    expect(second.body).toContain(
      "Corrected by somebody else while you had this page open: the date of birth is now 3 April 1958. Check, and save again if yours is right",
    );
    expect(await recorded(person)).toMatchObject({ name: "Edith Quill", born: "1958-04-03" });
    // What they typed is still there; what they had left alone is shown as it is recorded now.
    const again = formIn(second.body);
    expect(again).toMatchObject({ bornOn: "4 March 1985", familyName: "Quill", givenNames: "Edith" });
    expect((await save(agency, again)).status).toBe(303);
    expect(await recorded(person)).toMatchObject({ name: "Edith Quill", born: "1985-03-04" });
  });

  test("to the same by both are saved by both", async () => {
    const { agency, colleague, person, opened, save } = await somebody();
    const [form, theirs] = [await opened(agency), await opened(colleague)];
    await save(colleague, { ...theirs, bornOn: "3/4/1958" });
    expect((await save(agency, { ...form, bornOn: "3 April 1958" })).status).toBe(303);
    expect(await recorded(person)).toMatchObject({ born: "1958-04-03" });
  });
});
