import { readFile } from "node:fs/promises";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { readFind } from "../src/record/person/find-rules.ts";
import { findPeople } from "../src/record/person/store-find.ts";
import type { System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";

/** How long one kind of search took, in milliseconds: how busy the database was with it, and how long it was waited for. */
type Searched = {
  readonly what: string;
  readonly found: number;
  readonly busy: readonly number[];
  readonly waited: readonly number[];
};

type Someone = { given: string; family: string; born: string; number: string | null };

/** What is typed, for somebody who is there. */
const SEARCHES: readonly (readonly [string, (one: Someone) => string])[] = [
  ["both names", (one) => `${one.given} ${one.family}`],
  ["a family name", (one) => one.family],
  ["a family name misspelt", (one) => misspelt(one.family)],
  ["both names misspelt", (one) => `${misspelt(one.given)} ${misspelt(one.family)}`],
  ["part of a name", (one) => one.family.slice(0, 4)],
  ["two beginnings", (one) => `${one.given.slice(0, 2)} ${one.family.slice(0, 3)}`],
  ["one letter", (one) => one.family.slice(0, 1)],
  ["a name and a birth date", (one) => `${one.family} ${one.born}`],
  ["a birth date", (one) => one.born],
  ["a number", (one) => one.number ?? one.family],
];

/** The third letter left out, and the last doubled. */
const misspelt = (name: string): string => `${name.slice(0, 2)}${name.slice(3)}${name.slice(-1)}`;

/** Searches of each kind, one after another, for an agency that sees so large a share of the people. */
async function searches(system: System, share: number, times: number): Promise<readonly Searched[]> {
  const partnership = system.partnerships.get("northmoor");
  invariant(partnership, "Northmoor is there");
  const username = `searching-${share}`;
  await asPolicyRole(system.setUp, "northmoor", async (tx) => {
    const [agency] = await tx<{ id: string }[]>`
      insert into agency (code, name, kind) values (${username}, ${username}, 'treatment')
      on conflict (code) do update set name = excluded.name returning id`;
    const [staff] = await tx<
      { id: string }[]
    >`insert into staff (name, agency_id) values ('Bench', ${agency?.id ?? ""}) returning id`;
    await tx`insert into account (username, staff_id) values (${username}, ${staff?.id ?? ""}) on conflict do nothing`;
    await tx`insert into post (account_id, role, agency_id)
             select a.id, 'keyworker', ${agency?.id ?? ""} from account a where a.username = ${username}
                and not exists (select from post p where p.account_id = a.id)`;
    await tx`insert into visible (agency_id, person_id, until, grants)
             select ${agency?.id ?? ""}, id, 'infinity', '{minimum,own,identity/treatment}' from person
              where ('x' || right(id::text, 7))::bit(28)::int < ${share} * 268435456::float8
             on conflict do nothing`;
  });
  await system.setUp.unsafe("analyze p_northmoor.visible");
  const token = freshToken();
  invariant(
    await partnership.signIn.openDemonstrationSession(username, tokenHash(token)),
    "the searcher signs in",
  );
  const people = await asPolicyRole(
    system.setUp,
    "northmoor",
    (tx) =>
      tx<Someone[]>`
      select p.given_names as given, p.family_name as family, to_char(p.born_on, 'FMDD/FMMM/YYYY') as born,
             (select min(i.value) from identifier i where i.person_id = p.id and i.scheme in ('nhs', 'pnc') and i.ended_at is null) as number
        from visible v join agency g on g.id = v.agency_id join person p on p.id = v.person_id
       where g.code = ${username} order by md5(p.id::text) limit ${times}`,
  );
  const all: Searched[] = [];
  for (const [what, typed] of SEARCHES) {
    const [busy, waited]: [number[], number[]] = [[], []];
    let found = 0;
    for (const one of people) {
      const wanted = readFind(typed(one), 2026);
      await partnership.database.as(token, "/bench", async (tx) => {
        const [backend] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
        const spent = async (): Promise<number> =>
          Number((await readFile(`/proc/${backend?.pid}/schedstat`, "utf8")).split(" ")[0]) / 1e6;
        const begun = await spent();
        await tx`select count(*) from find_people(${wanted.name}, ${wanted.bornOn ?? null}, ${wanted.number?.value ?? null}, 51)`;
        busy.push((await spent()) - begun);
        const again = performance.now();
        found += (await findPeople(tx, wanted)).found.length;
        waited.push(performance.now() - again);
        return accept(null);
      });
    }
    all.push({ what, found: found / people.length, busy, waited });
  }
  return all;
}

/** The value below which such a share of the times lies. */
const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

/**
 * Prints how long searches take for an agency that sees 2 % of the people and for one that sees all. Of the database its own
 * processor time is told, which other work on the machine does not lengthen (Linux); beside it what was waited for, with
 * reading who was found and the log.
 */
export async function printSearches(system: System, times: number): Promise<void> {
  for (const share of [0.02, 1]) {
    const all = await searches(system, share, times);
    const rows = [
      ...all,
      {
        what: "all of these",
        found: Number.NaN,
        busy: all.flatMap((one) => one.busy),
        waited: all.flatMap((one) => one.waited),
      },
    ];
    process.stdout.write(
      `\nAn agency that sees ${share * 100} % of the people; milliseconds, median and 95th percentile\n`,
    );
    for (const { what, found, busy, waited } of rows) {
      const cells = [busy, waited].flatMap((list) => [quantile(list, 0.5), quantile(list, 0.95)]);
      const finds = Number.isNaN(found) ? "" : `finds ${found.toFixed(1)}`;
      process.stdout.write(
        `${what.padEnd(26)} ${finds.padEnd(11)} database ${cells
          .slice(0, 2)
          .map((ms) => ms.toFixed(1).padStart(6))
          .join(" ")}   waited ${cells
          .slice(2)
          .map((ms) => ms.toFixed(1).padStart(6))
          .join(" ")}\n`,
      );
    }
  }
}
