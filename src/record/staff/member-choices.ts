import type { Choice } from "../../web/fields.ts";
import type { Member } from "./teams-store.ts";

/** People of a team, or of several, to choose from by name: each once, with who is away today. */
export const memberChoices = (members: readonly Member[]): readonly Choice[] => [
  ...new Map(
    members.map((each) => [
      each.staff_id,
      { value: each.staff_id, label: each.available ? each.name : `${each.name} (away today)` },
    ]),
  ).values(),
];
