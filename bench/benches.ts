import { ROUTES } from "../src/app.ts";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Bare, bareOver } from "./bare.ts";
import { type Visitor, visitor } from "./browserless.ts";

export type Bench = {
  readonly name: string;
  readonly served: (caller: number) => Promise<void>;
  readonly bare: (caller: number) => Promise<void>;
};

type Someone = { readonly id: string; readonly name: string; readonly episode: string };

const OFFER = "/people/:person/handovers/offer";
const WITHDRAW = "/handovers/:handover/withdraw";
const EVENT = {
  kind: "home-move",
  when: "3/9/2026",
  certainty: "confirmed",
  what: "",
  place: "",
  outcome: "",
  until: "",
};

/** What is measured: one person's page, a search, an event recorded, a handover offered and taken back. */
export async function benches(system: System, origin: string, callers: number): Promise<readonly Bench[]> {
  const partnership = system.partnerships.get("northmoor");
  invariant(partnership, "Northmoor is there");
  const token = freshToken();
  invariant(
    await partnership.signIn.openDemonstrationSession("keyworker", tokenHash(token)),
    "a keyworker signs in",
  );
  const visitors: Visitor[] = [];
  for (let i = 0; i < callers; i++) visitors.push(await visitor(origin, `throughcare=northmoor.${token}`));
  const bare = bareOver(system.setUp, partnership.schema, token, ROUTES);
  const people = await caseload(system, callers * 4);
  const receiver = await serviceNamed(system, "new-leaf-checkups");
  let turn = 0;
  const next = (): Someone => {
    turn += 1;
    const one = people[turn % people.length];
    invariant(one, "the keyworker has people");
    return one;
  };
  // Each caller hands over a person of its own, so that what is timed is work and not waiting for one another.
  const own = (caller: number): Someone => people[caller] ?? next();
  const as = (caller: number): Visitor => visitors[caller] ?? fail();
  return [
    {
      name: "one person's page",
      served: async (caller) => void (await as(caller).get(`/people/${next().id}`)),
      bare: () => bare.get("/people/:person", { person: next().id }),
    },
    {
      name: "a search by part of a name",
      served: async (caller) =>
        void (await as(caller).get(`/people?find=${encodeURIComponent(next().name)}`)),
      bare: () => bare.get("/people", {}, { find: next().name }),
    },
    {
      name: "an event recorded",
      served: async (caller) => void (await as(caller).post(`/people/${next().id}/events/new`, EVENT)),
      bare: async () => void (await bare.post("/people/:person/events/new", { person: next().id }, EVENT)),
    },
    {
      name: "a handover offered and taken back (4 forms)",
      served: (caller) => offerServed(system, as(caller), own(caller), receiver),
      bare: (caller) => offerBare(system, bare, own(caller), receiver),
    },
  ];
}

const fail = (): never => {
  invariant(false, "every caller has a visitor");
};

const written = {
  summary: "Doing well; would like check-ups.",
  afterArrival: "keep",
  dueAt: "1/12/2027 10:00",
};

async function offerServed(system: System, who: Visitor, person: Someone, to: string): Promise<void> {
  const draft = await who.post(`/people/${person.id}/handovers/offer`, { to: `${person.episode}:${to}` });
  const check = await who.post(draft, written);
  await who.post(check.replace(/\/check$/, "/offer"), {});
  await who.post(`/handovers/${await offered(system, person)}/withdraw`, {
    reason: "Offered to measure, taken back.",
  });
}

async function offerBare(system: System, bare: Bare, person: Someone, to: string): Promise<void> {
  const draft = await bare.post(OFFER, { person: person.id }, { to: `${person.episode}:${to}` });
  const params = { person: person.id, draft: draft.split("/").at(-1) ?? "" };
  await bare.post(`${OFFER}/:draft`, params, written);
  await bare.post(`${OFFER}/:draft/offer`, params, {});
  const reason = "Offered to measure, taken back.";
  await bare.post(WITHDRAW, { handover: await offered(system, person) }, { reason });
}

const caseload = (system: System, most: number): Promise<readonly Someone[]> =>
  asPolicyRole(system.setUp, "northmoor", async (tx) => {
    const rows = await tx<{ id: string; family_name: string; episode: string }[]>`
      select p.id, p.family_name, e.id as episode
        from episode e join person p on p.id = e.person_id join service s on s.id = e.service_id
       where s.code = 'wayside-community' and e.ended_on is null and p.died_on is null
         and not exists (select from handover h where h.person_id = p.id and h.state in ('offered', 'accepted'))
       order by e.id limit ${most}`;
    return rows.map((row) => ({ id: row.id, name: row.family_name.slice(0, 5), episode: row.episode }));
  });

/** The handover just offered: its id is not in the answer, which leads back to the person. */
const offered = (system: System, person: Someone): Promise<string> =>
  asPolicyRole(system.setUp, "northmoor", async (tx) => {
    const [row] = await tx<
      { id: string }[]
    >`select id from handover where person_id = ${person.id} and state = 'offered'`;
    return row?.id ?? "";
  });

const serviceNamed = (system: System, code: string): Promise<string> =>
  asPolicyRole(system.setUp, "northmoor", async (tx) => {
    const [row] = await tx<{ id: string }[]>`select id from service where code = ${code}`;
    invariant(row, "the receiving service is there");
    return row.id;
  });
