import type { Sql } from "../../../src/kernel/database/connection.ts";
import { app, schema } from "./measure.ts";

/** One policy, view or table got wrong on purpose. */
export type Mutant = {
  readonly what: string;
  readonly sql: string;
  /** Which table is looked at, and for which command. */
  readonly table: string;
  readonly command: string;
  /** Whether only the catalogue can notice: nothing changes for whoever asks through the application's role. */
  readonly byCatalogue: boolean;
};

type Policy = {
  readonly table: string;
  readonly name: string;
  readonly cmd: string;
  readonly qual: string | null;
  readonly check: string | null;
};

/** The single questions that policies ask, as PostgreSQL writes them. Each is answered yes, one at a time. */
const QUESTIONS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["whose right it is", /\(v\.agency_id = \( SELECT acting_agency\(\) AS acting_agency\)\)/g],
  ["whom the right is about", /\(v\.person_id = \w+\.(person_)?id\)/g],
  ["until when it holds", /\(v\.until > now\(\)\)/g],
  ["whether it is a right to one's own", /\('(own|minimum)'::text = ANY \(v\.grants\)\)/g],
  ["whether a grant names the row", /\(\w+\.shared_as = ANY \(v\.grants\)\)/g],
  ["whose row it is", /\(\w+\.agency_id = (v|h|e|s)\.agency_id\)/g],
  [
    "for which agency",
    /\((?!v\.)(\w+\.)?(from_)?agency_id = \( SELECT acting_agency\(\) AS acting_agency\)\)/g,
  ],
  [
    "of which kind",
    /\((owner_kind|reader_kind) = \( SELECT acting_agency_kind\(\) AS acting_agency_kind\)\)/g,
  ],
  [
    "whether the role needs it",
    /\((category|'identity'::text) = ANY \(\( SELECT acting_categories\(\) AS acting_categories\)::text\[\]\)\)/g,
  ],
  ["safeguarding", /\(category <> 'safeguarding'::text\)/g],
  ["supervised use", /\(category <> 'supervised-use'::text\)/g],
  ["enforcement", /\(NOT \( SELECT acting_for_enforcement\(\) AS acting_for_enforcement\)\)/g],
  ["care", /\( SELECT acting_for_care\(\) AS acting_for_care\)/g],
  ["whether they may", /\( SELECT acting_may\('[a-z:-]+'::text\) AS acting_may\)/g],
  ["whose account", /\(account_id = \( SELECT acting_account\(\) AS acting_account\)\)/g],
  ["who wrote it", /\(staff_id = \( SELECT acting_staff\(\) AS acting_staff\)\)/g],
  ["whether it is the person", /\((person_)?id = \( SELECT acting_person\(\) AS acting_person\)\)/g],
  ["whether the person is named", /\(\( SELECT acting_person\(\) AS acting_person\) = ANY \(person_ids\)\)/g],
  [
    "whether it is one's service",
    /\((to|from)_service_id = ANY \(\( SELECT acting_services\(\) AS acting_services\)::uuid\[\]\)\)/g,
  ],
  [
    "whether it came back to one's team",
    /\(next_step_team_id = ANY \(\( SELECT acting_teams\(\) AS acting_teams\)::uuid\[\]\)\)/g,
  ],
  ["of which episode", /\(e\.id = \w+\.(from_)?episode_id\)/g],
  ["of which handover", /\(h\.id = \w+\.handover_id\)/g],
  ["of which service", /\(s\.id = episode\.service_id\)|\(k\.category = episode\.category\)/g],
  ["that nobody signed for staff", /\(staff_id IS NULL\)/g],
  ["that no agency is named", /\(agency_id IS NULL\)/g],
];

/** Every mutant of every policy for the application: dropped, saying simply yes, each question answered yes, columns exchanged. */
export async function policyMutants(sql: Sql): Promise<readonly Mutant[]> {
  const policies = await sql<Policy[]>`
    select tablename as table, policyname as name, cmd, qual, with_check as check from pg_policies
     where schemaname = ${schema} and ${app} = any (roles) order by 1, 2`;
  return policies.flatMap(mutantsOf);
}

function mutantsOf(policy: Policy): readonly Mutant[] {
  const { table, name, cmd, qual, check } = policy;
  const command = cmd.toLowerCase();
  const written = (using: string | null, withCheck: string | null): string =>
    `alter policy ${name} on ${table}${using === null ? "" : ` using (${using})`}${withCheck === null ? "" : ` with check (${withCheck})`}`;
  const mutant = (what: string, text: string): Mutant => ({
    what: `${table}, ${name}: ${what}`,
    sql: text,
    table,
    command,
    byCatalogue: false,
  });
  const instead = (found: RegExp | string, by: string, nth: number, text: string | null): string | null => {
    let seen = -1;
    return text === null
      ? null
      : text.replaceAll(found instanceof RegExp ? found : new RegExp(found, "g"), (all) => {
          seen += 1;
          return seen === nth ? by : all;
        });
  };
  const main = qual ?? check ?? "";
  const asked = QUESTIONS.flatMap(([question, pattern]) =>
    [...main.matchAll(pattern)].map((_, nth) =>
      mutant(
        `never asks ${question}${nth > 0 ? ` (${nth + 1})` : ""}`,
        written(instead(pattern, "true", nth, qual), instead(pattern, "true", nth, check)),
      ),
    ),
  );
  const swapped = main.includes("v.person_id = ")
    ? [
        mutant(
          "asks with the columns exchanged",
          written(
            instead(/v\.person_id = /g, "v.agency_id = ", 0, qual),
            instead(/v\.person_id = /g, "v.agency_id = ", 0, check),
          ),
        ),
      ]
    : [];
  return [
    mutant("is not there", `drop policy ${name} on ${table}`),
    mutant("says simply yes", written(qual === null ? null : "true", check === null ? null : "true")),
    ...asked,
    ...swapped,
  ];
}

/** Tables whose policies are switched off or no longer bind their owner, and views that run as their owner. */
export async function catalogueMutants(sql: Sql): Promise<readonly Mutant[]> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity`;
  const views = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = ${schema}::regnamespace and c.relkind = 'v'
       and 'security_invoker=true' = any (c.reloptions)`;
  const of = (what: string, text: string, table: string): Mutant => ({
    what,
    sql: text,
    table,
    command: "select",
    byCatalogue: true,
  });
  return [
    ...tables.map(({ name }) =>
      of(`${name}: policies do not bind the owner`, `alter table ${name} no force row level security`, name),
    ),
    ...tables.map(({ name }) =>
      of(`${name}: policies switched off`, `alter table ${name} disable row level security`, name),
    ),
    ...views.map(({ name }) =>
      of(`${name}: runs as its owner`, `alter view ${name} reset (security_invoker)`, name),
    ),
  ];
}

/** Ways to get the two views wrong in which the rights are written; rights are computed again after each. */
const RIGHTS: readonly (readonly [what: string, view: string, from: RegExp, to: string])[] = [
  [
    "a withdrawn or refused consent counts as given",
    "rights_now",
    /newest\.decision = 'given'::text/,
    "newest.decision is not null",
  ],
  ["a consent's last day is forgotten", "rights_now", /THEN newest\.until/, "THEN 'infinity'::timestamptz"],
  ["consent for one purpose opens for another", "rights_now", /c\.purpose = rule\.purpose/, "true"],
  ["the oldest decision decides", "rights_now", /ORDER BY c\.at DESC, c\.id DESC/, "ORDER BY c.at, c.id"],
  ["no rule needs consent", "rights_now", /\(NOT rule\.needs_consent\) OR/, "true OR"],
  ["a rule is for every kind of reader", "rights_now", /rule\.reader_kind = a\.kind/, "true"],
  [
    "whoever sees their own sees what others recorded",
    "rights_now",
    /\(r\.level = 'full'::text\) AND/,
    "true AND",
  ],
  ["retention is a day short", "relationship", /k\.retention_days\)? \+ 1/, "k.retention_days"],
  ["an offer opens everything", "relationship", /'minimum'::text/, "'full'::text"],
  [
    "what is done still counts as to do",
    "relationship",
    /task\.state = 'open'::text/,
    "task.state is not null",
  ],
  [
    "a registration lasts for ever",
    "relationship",
    /registration\.at \+ \( SELECT parameter_span\('sight-after-registering'::text\) AS parameter_span\)/,
    "'infinity'::timestamptz",
  ],
];

/** Those mutants, from the views as they stand. */
export async function rightsMutants(sql: Sql): Promise<readonly Mutant[]> {
  const mutants: Mutant[] = [];
  for (const [what, view, from, to] of RIGHTS) {
    const [row] = await sql`select pg_get_viewdef(${view}::regclass) as words`;
    const words = String(row?.words);
    const replaced = words.replace(from, (all) =>
      all.startsWith("k.retention_days)") ? "k.retention_days)" : to,
    );
    mutants.push({
      what: `${view}: ${what}${replaced === words ? " (NOT THERE TO BE CHANGED)" : ""}`,
      sql: `create or replace view ${view} with (security_invoker = true) as ${replaced.replace(/;\s*$/, "")};
            select recompute_visible(array(select id from person))`,
      table: "note",
      command: "select",
      byCatalogue: false,
    });
  }
  return mutants;
}
