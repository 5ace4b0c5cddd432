import type { StaffId, TeamId } from "../../kernel/id.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";

/** Who must do something: always a duty team, perhaps one of its people by name. */
export type Owner = { readonly team: TeamId; readonly staff?: StaffId };

/** Days on which a person is away, both included, by the calendar in England. Without a last day: until they say. */
export type Absence = { readonly staff: StaffId; readonly firstDay: LocalDate; readonly lastDay?: LocalDate };

/**
 * Who does it now: the named person, unless they are away today or their account is disabled; then their team.
 * Nothing is rewritten when someone goes on leave, so nothing can be forgotten, and it returns to them afterwards.
 */
export function effectiveOwner(
  owner: Owner,
  absences: readonly Absence[],
  disabled: ReadonlySet<StaffId>,
  now: Instant,
): Owner {
  const { team, staff } = owner;
  if (!staff || disabled.has(staff)) return { team };
  const today = londonDay(now);
  const away = absences.some(
    (absence) =>
      absence.staff === staff &&
      Temporal.PlainDate.compare(absence.firstDay, today) <= 0 &&
      (!absence.lastDay || Temporal.PlainDate.compare(today, absence.lastDay) <= 0),
  );
  return away ? { team } : { team, staff };
}
