import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { carryOnRules } from "../src/record/sharing-rules/set-up-store.ts";
import { WORLD_CODE } from "./global-setup.ts";
import type { Served } from "./served.ts";
import { type Answer, send } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Drafting, putting forward and signing versions of the sharing rules in a test's partnership, by its pages. */
export type Versions = {
  readonly lead: TestAgency;
  readonly officer: TestAgency;
  /** Begins a draft of what is in use. */
  draft(note?: string): Promise<number>;
  /** Says that hospitals no longer read the contact details that treatment recorded, unless told otherwise. */
  change(number: number, more?: Fields): Promise<Answer>;
  propose(number: number): Promise<Answer>;
  sign(who: TestAgency, number: number): Promise<Answer>;
  drop(number: number): Promise<Answer>;
  stateOf(number: number): Promise<string>;
  /** What the server's job does: one part, of so many records. */
  part(number: number, atMost: number): Promise<"going-on" | "over">;
  /** Puts forward, has signed by both, and brings into force. */
  bringIntoForce(number: number): Promise<void>;
};

/** Makes the two who sign, and what they can do. */
export async function versionsIn(served: Served): Promise<Versions> {
  const { world } = served;
  const lead = await world.anAgency("office", { role: "ig-lead" });
  const officer = await world.aWorker(lead, "data-protection-officer");
  const act = (number: number, what: string, fields: Fields = {}, who = lead) =>
    send(served, who, `/sharing-rules/${number}/${what}`, fields);
  const versions: Versions = {
    lead,
    officer,
    draft: async (note = "Hospitals ask for contact details no more") => {
      const [row] = await world.sql`
        select number from sharing_rule_set where used_from is not null and used_until is null`;
      const made = await send(served, lead, "/sharing-rules/draft", { base: String(row?.number), note });
      return Number(made.location.split("/").at(-1));
    },
    change: (number, more = {}) =>
      act(number, "change", {
        reader: "hospital",
        categories: "contact",
        owners: "treatment",
        how: "not",
        purpose: "",
        basis: "",
        ...more,
      }),
    propose: (number) => act(number, "propose"),
    sign: (who, number) => act(number, "sign", { read: "yes" }, who),
    drop: (number) => act(number, "drop"),
    stateOf: async (number) => {
      const [row] = await world.sql`select state from sharing_rule_set where number = ${number}`;
      return String(row?.state);
    },
    part: async (number, atMost) => {
      const [row] = await world.sql`select job_id from sharing_rule_set where number = ${number}`;
      return asPolicyRole(world.sql, WORLD_CODE, (tx) => carryOnRules(tx, String(row?.job_id), atMost));
    },
    bringIntoForce: async (number) => {
      await versions.propose(number);
      for (const who of [lead, officer]) await versions.sign(who, number);
      while ((await versions.part(number, 1000)) === "going-on");
    },
  };
  return versions;
}
