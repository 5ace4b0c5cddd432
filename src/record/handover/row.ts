import { z } from "zod";
import { EpisodeId, HandoverId, PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import {
  codedFrom,
  DECLINE_REASONS,
  HANDOVER_STATES,
  type Handover,
  type OpenHandover,
  PERSON_REFUSAL_REASONS,
} from "./handover.ts";

const At = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: HandoverId.schema,
  person_id: PersonId.schema,
  from_episode_id: EpisodeId.schema,
  from_service_id: ServiceId.schema,
  from_kind: z.string(),
  to_service_id: ServiceId.schema,
  to_kind: z.string(),
  to_episode_id: EpisodeId.schema.nullable(),
  state: z.enum(HANDOVER_STATES),
  summary: z.string(),
  after_arrival: z.enum(["close", "keep"]),
  offered_at: At,
  offered_by: StaffId.schema.nullable(),
  team_id: TeamId.schema.nullable(),
  staff_id: StaffId.schema.nullable(),
  lead_staff_id: StaffId.schema.nullable(),
  due_at: At.nullable(),
  answered_at: At.nullable(),
  answered_by: StaffId.schema.nullable(),
  first_contact_at: At.nullable(),
  arrived_at: At.nullable(),
  decline_reason: z.string().nullable(),
  next_step: z.string().nullable(),
  next_step_team_id: TeamId.schema.nullable(),
  next_step_due_at: At.nullable(),
  ended_at: At.nullable(),
  end_reason: z.string().nullable(),
  state_before_death: z.enum(["offered", "accepted"]).nullable(),
});
type Row = z.infer<typeof Row>;

// Files and generated data may not say who acted; a handover always had somebody, so the team's lead stands in.
const there = <T>(value: T | null, promise: string): T => {
  invariant(value !== null, promise);
  return value;
};

/** A handover's row as the state it is in. The table's constraints promise what each state needs. */
export function handoverFrom(raw: unknown): Handover {
  const row = Row.parse(raw);
  return row.state === "ended-by-death"
    ? {
        ...coreOf(row),
        state: row.state,
        stoppedAt: there(row.ended_at, "an ended handover says when"),
        was: openFrom(row, there(row.state_before_death, "a death keeps where the handover stood")),
      }
    : answeredFrom(row, row.state);
}

function coreOf(row: Row) {
  return {
    id: row.id,
    personId: row.person_id,
    from: { episodeId: row.from_episode_id, serviceId: row.from_service_id, serviceKind: row.from_kind },
    to: { serviceId: row.to_service_id, serviceKind: row.to_kind },
    afterArrival: row.after_arrival,
    offeredAt: row.offered_at,
    offeredBy: there(row.offered_by ?? row.lead_staff_id, "somebody offered it"),
    summary: row.summary,
  };
}

const acceptanceOf = (row: Row) => ({
  at: there(row.answered_at, "an accepted handover says when"),
  by: there(row.answered_by ?? row.lead_staff_id, "somebody accepted it"),
  firstContactAt: there(row.first_contact_at, "an accepted handover promises first contact"),
});

function openFrom(row: Row, state: "offered" | "accepted"): OpenHandover {
  const team = there(row.team_id, "an open handover has a team");
  const waiting = {
    owner: row.staff_id ? { team, staff: row.staff_id } : { team },
    lead: there(row.lead_staff_id, "a team has a lead"),
    dueAt: there(row.due_at, "an open handover has a due time"),
  };
  return state === "offered"
    ? { ...coreOf(row), ...waiting, state }
    : { ...coreOf(row), ...waiting, state, acceptance: acceptanceOf(row) };
}

function answeredFrom(row: Row, state: Exclude<Row["state"], "ended-by-death">): Handover {
  const core = coreOf(row);
  switch (state) {
    case "offered":
    case "accepted":
      return openFrom(row, state);
    case "arrived":
      return {
        ...core,
        state,
        acceptance: acceptanceOf(row),
        arrivedAt: there(row.arrived_at, "an arrival says when"),
        receiverEpisodeId: there(row.to_episode_id, "an arrival has the receiver's episode"),
      };
    case "declined":
      return {
        ...core,
        state,
        declinedAt: there(row.answered_at, "a no says when"),
        declinedBy: there(row.answered_by ?? row.lead_staff_id, "somebody declined it"),
        because: codedFrom(DECLINE_REASONS, there(row.decline_reason, "a no says why")),
        nextStep: {
          what: there(row.next_step, "a no says what happens instead"),
          team: there(row.next_step_team_id, "a no says who owns that"),
          dueAt: there(row.next_step_due_at, "a no says by when"),
        },
      };
    case "withdrawn":
      return {
        ...core,
        state,
        withdrawnAt: there(row.ended_at, "a withdrawal says when"),
        because: there(row.end_reason, "a withdrawal says why"),
      };
    case "refused-by-person":
      return {
        ...core,
        state,
        refusedAt: there(row.ended_at, "a refusal says when"),
        because: codedFrom(PERSON_REFUSAL_REASONS, there(row.end_reason, "a refusal says why")),
      };
  }
}
