import { accept, invariant } from "../../src/kernel/result.ts";
import { type LocalDate, today } from "../../src/kernel/time.ts";
import type { Served } from "../served.ts";
import { type Answer, send, visit } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

/** The last month that has ended: what the stories' tables count. */
export const MONTH: LocalDate = today().with({ day: 1 }).subtract({ months: 1 });

/** Of one service: there before and still, there before and left, came and still, came and left. */
export type Four = readonly [number, number, number, number];

/** Puts so many people with an agency's service, written as whoever set the partnership up. */
export async function staysAt(served: Served, agency: TestAgency, four: Four): Promise<void> {
  const { sql } = served.world;
  const [before, within] = [MONTH.subtract({ days: 40 }), MONTH.add({ days: 5 })];
  const left = MONTH.add({ days: 20 });
  const spans = [
    [before, null],
    [before, left],
    [within, null],
    [within, left],
  ] as const;
  for (const [place, [from, to]] of spans.entries())
    await sql`
      with made as (
        insert into person (family_name, given_names, known_as, born_on, sex)
        select 'Family', 'Given', '', '1985-04-03', 'male' from generate_series(1, ${four[place] ?? 0}::int) returning id)
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending, end_reason)
      select id, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, 'health', ${agency.teamId}, 'referred', ${from}, ${to},
             ${to ? "dropped-out" : null}, ${to ? "x" : null} from made`;
}

/** The people who publish, and what they do by the pages. */
export async function publishersIn(served: Served) {
  const { world } = served;
  const commissioner = await world.anAgency("office", { role: "commissioner", name: "The office" });
  const lead = await world.aWorker(commissioner, "ig-lead", "Isobel Lead");
  const other = await world.aWorker(commissioner, "commissioner", "Another Commissioner");
  const newest = async (): Promise<string> => {
    const [row] = await world.sql`select id from release_draft order by prepared_at desc limit 1`;
    return String(row?.id);
  };
  const hashesOf = async (draft: string) => {
    const [row] = await world.sql`
      select encode(csv_hash, 'hex') as csv, encode(json_hash, 'hex') as json from release_draft where id = ${draft}`;
    return { csvHash: String(row?.csv), jsonHash: String(row?.json) };
  };
  const signing = async (who: TestAgency, draft: string, what: "sign" | "approve"): Promise<Answer> =>
    send(served, who, `/releases/drafts/${draft}/${what}`, { read: "yes", ...(await hashesOf(draft)) });
  return {
    commissioner,
    lead,
    other,
    hashesOf,
    /** Prepares the table of stays of the month. */
    prepare: async (
      more: Readonly<Record<string, string>> = {},
      query = "",
    ): Promise<Answer & { draft: string }> => {
      const answer = await send(served, commissioner, `/releases/new/stays${query}`, {
        month: MONTH.toString().slice(0, 7),
        way: "suppress",
        ...more,
      });
      return { ...answer, draft: await newest() };
    },
    sign: (draft: string, who = commissioner) => signing(who, draft, "sign"),
    approve: (draft: string, who = lead) => signing(who, draft, "approve"),
    /** The same past the pages: straight at the database's functions. */
    straight: async (who: TestAgency, what: "sign" | "approve", draft: string): Promise<string> => {
      const { csvHash, jsonHash } = await hashesOf(draft);
      const answer = await world.as(who, async (tx) => {
        const [row] =
          what === "sign"
            ? await tx`select sign_release(${draft}, decode(${csvHash}, 'hex'), decode(${jsonHash}, 'hex')) as outcome`
            : await tx`select approve_release(${draft}, decode(${csvHash}, 'hex'), decode(${jsonHash}, 'hex')) as outcome`;
        return accept(String(row?.outcome));
      });
      invariant(answer.ok, "the function answers");
      return answer.value;
    },
    page: (who: TestAgency, path: string) => visit(served, who, path),
  };
}
