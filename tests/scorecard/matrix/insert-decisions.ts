import { isEnforcement } from "../../../src/record/sharing/agency-kinds.ts";
import { anotherWorker, type Insert, kindOf, nameOf } from "./insert-try.ts";

/** For which agency, and by whom, a decision is said to be recorded; by nobody, when the person decides. */
const recordedBy: (...args: Parameters<Insert["sql"]>) => readonly [string, string] = (at, one) => {
  const agency = nameOf(at, one);
  const staff = one.inNameOf === "own, another worker" ? anotherWorker(at) : at.reader.staffId;
  return [agency ? `'${agency.agencyId}'` : "null", staff ? `'${staff}'` : "null"];
};

/** A decision towards the reader's own kind of agency, recorded as theirs; or, by the person, as nobody's. */
export const consentInsert: Insert = {
  perCategory: true,
  sql: (at, one) => {
    if (one.inNameOf === "own, another's place") return undefined;
    const [agencyId, staffId] = recordedBy(at, one);
    return `insert into consent (person_id, category, reader_kind, decision, evidence, agency_id, staff_id)
            values ('${one.person.id}', '${one.category}', '${kindOf(at, one)}', 'given', 'x', ${agencyId}, ${staffId})`;
  },
  may: (judge, reader, one) => {
    if (one.inNameOf === "another" || one.inNameOf === "own, another worker") return false;
    if (reader.person !== undefined) return reader.person === one.person.id;
    const kind = reader.agency?.kind ?? "office";
    // Housing and prison record what is decided towards their own kind alone.
    if (one.inNameOf === "own, another kind" && ["housing", "prison"].includes(kind)) return false;
    return (
      (reader.role.may as readonly string[]).includes("consent:record") &&
      !isEnforcement(kind) &&
      (one.category !== "supervised-use" || kind === "supervised-use") &&
      judge.own(reader, one.person.id)
    );
  },
};

/** A decision about a use beyond care: recorded by care as theirs, but not by the overdose prevention room; or by the person. */
export const useInsert: Insert = {
  perCategory: false,
  sql: (at, one) => {
    if (one.inNameOf === "own, another's place" || one.inNameOf === "own, another kind") return undefined;
    const [agencyId, staffId] = recordedBy(at, one);
    return `insert into consent_to_use (person_id, purpose, decision, evidence, agency_id, staff_id)
            values ('${one.person.id}', 'national-returns', 'given', 'x', ${agencyId}, ${staffId})`;
  },
  may: (judge, reader, one) => {
    const kind = reader.agency?.kind ?? "office";
    return (
      (reader.person !== undefined || !["housing", "prison", "supervised-use", "office"].includes(kind)) &&
      consentInsert.may(judge, reader, { ...one, category: "health" })
    );
  },
};
