import type { Declared, Facts, Rule } from "./declared.ts";
import type { Reader } from "./partnership.ts";

const CATEGORISED = ["person_id", "category", "agency_id", "owner_kind"] as const;

/** The tables of the diary whose rows follow another's, or a rule of their own. */
export function ofTheDiary({
  entitled,
  itsOwn,
  isSelf,
  ofEnforcement,
}: {
  readonly entitled: Rule;
  readonly itsOwn: Rule;
  readonly isSelf: (reader: Reader, row: Facts) => boolean;
  readonly ofEnforcement: (reader: Reader) => boolean;
}): Readonly<Record<string, Declared>> {
  // Police and probation read their own diary alone.
  const seesAppointment: Rule = (judge, reader, row) =>
    entitled(judge, reader, row) &&
    (isSelf(reader, row) || !ofEnforcement(reader) || row.agency_id === reader.agency?.agencyId);
  return {
    appointment: { columns: CATEGORISED, select: seesAppointment, update: itsOwn },
    appointment_step: {
      columns: [],
      parent: ["appointment", "appointment_id"],
      select: (judge, reader, row) => row.parent !== undefined && seesAppointment(judge, reader, row.parent),
    },
    ladder_step: {
      columns: [],
      parent: ["ladder", "ladder_id"],
      select: (judge, reader, row) => row.parent !== undefined && entitled(judge, reader, row.parent),
    },
    reminder: { columns: CATEGORISED, select: entitled, update: itsOwn },
    occupied: {
      columns: ["agency_id"],
      select: (_, reader, row) => reader.agency !== undefined && row.agency_id === reader.agency.agencyId,
    },
  };
}
