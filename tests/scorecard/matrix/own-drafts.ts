import type { Declared, Rule } from "./declared.ts";
import { anotherWorker, type Insert, NIL, nameOf, only } from "./insert-try.ts";

const mine: Rule = (_, reader, row) =>
  reader.staffId !== undefined &&
  row.staff_id === reader.staffId &&
  row.agency_id === reader.agency?.agencyId;

/** Tables about nobody on record yet, each row its writer's alone, in the agency they wrote it for. */
export const OWN_DRAFTS: Readonly<Record<string, Declared>> = {
  referral_draft: { columns: ["agency_id", "staff_id"], select: mine, update: mine, delete: mine },
};

/** A referral being taken down: by oneself, for one's own agency, by a role that registers people. */
export const referralDraftInsert: Insert = {
  perCategory: false,
  sql: (at, one) => {
    if (!only(one, "another", "own, another worker")) return undefined;
    const staff = one.inNameOf === "own, another worker" ? anotherWorker(at) : (at.reader.staffId ?? NIL);
    return `insert into referral_draft (source, answers, saved_at, agency_id, staff_id)
            values ('self', '{}', now(), '${nameOf(at, one)?.agencyId ?? NIL}', '${staff}')`;
  },
  may: (_, reader, one) =>
    one.inNameOf === "own" &&
    reader.agency !== undefined &&
    (reader.role.may as readonly string[]).includes("person:register"),
};
