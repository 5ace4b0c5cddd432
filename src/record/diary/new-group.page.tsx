import type { Tx } from "../../kernel/database/door.ts";
import { StaffId, TeamId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { parseTime } from "../../kernel/time.ts";
import { type Field, FormFields, optionalPick, optionalText, pick, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere } from "../../web/page.ts";
import { memberChoices } from "../staff/member-choices.ts";
import { membersOf, ownServices, teamsOf } from "../staff/teams-store.ts";
import { RoomId } from "./appointment.ts";
import { insertGroup } from "./group-store.ts";
import { wholeNumber } from "./moment-field.ts";
import { ownRooms } from "./places-store.ts";
import { GROUP_COUNTS_AS } from "./sub-interventions.ts";

/** Days of the week, as groups meet on them. */
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const timeField = (label: string): Field<Temporal.PlainTime> => ({
  draw: "number",
  label,
  hint: "For example, 14:00 or 2pm",
  read: (typed) => {
    const value = parseTime(textOf(typed));
    return value ? { value } : { error: "Enter a time, like 14:00" };
  },
});

async function loadNew(tx: Tx) {
  const services = await ownServices(tx);
  const teams = await teamsOf(
    tx,
    services.map((each) => each.id),
  );
  const members = await membersOf(
    tx,
    teams.map((team) => team.id),
  );
  return accept({ teams, members, rooms: await ownRooms(tx), team: tx.asking.team_id });
}

/** Starting a group. */
export const newGroupPage = act({
  path: "/groups/new",
  allow: "person:read",
  load: loadNew,
  form: ({ teams, members, rooms }) => ({
    name: text("Name of the group", "Enter the name of the group", {
      longest: 80,
      hint: "It stands in people's diaries: let it give nothing away",
    }),
    programme: optionalText("What is worked through in it?", { longest: 120 }),
    counts: optionalPick(
      "Which national sub-intervention does it count as?",
      GROUP_COUNTS_AS.map(({ code, label }) => ({ value: code, label })),
      { none: "None" },
    ),
    team: pick(
      "Whose group is it?",
      teams.map((team) => ({ value: team.id, label: `${team.service_name}, ${team.name}` })),
      "Select whose group it is",
    ),
    weekday: pick(
      "On which day?",
      DAYS.map((label, i) => ({ value: String(i + 1), label })),
      "Select the day on which it meets",
    ),
    from: timeField("From when?"),
    minutes: wholeNumber("How many minutes?", "Enter how many minutes it lasts, from 5 to 720", {
      from: 5,
      to: 720,
      suffix: "minutes",
    }),
    leader: optionalPick("Who leads it?", memberChoices(members), { none: "Nobody by name" }),
    alsoLeader: optionalPick("Who leads it with them?", memberChoices(members), { none: "Nobody" }),
    room: optionalPick(
      "In which room?",
      rooms.map((room) => ({ value: room.id, label: room.name })),
      { none: "No room here" },
    ),
  }),
  start: ({ team }) => ({ team: team ?? "", minutes: "60" }),
  view: (_data, { form, typed, errors }) => ({
    title: "Start a group",
    body: (
      <>
        <a className="nhsuk-back-link" href="/groups">
          Back
        </a>
        <Title errors={errors}>Start a group</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            Start group
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { teams }): Promise<Result<Moved, NotThere>> => {
    const team = TeamId.parse(values.team);
    if (!team || !teams.some((each) => each.id === team)) return refuse({ code: "not-there" });
    const id = await insertGroup(tx, {
      team,
      name: values.name,
      programme: values.programme,
      subIntervention: values.counts || undefined,
      room: RoomId.parse(values.room),
      weekday: Number(values.weekday),
      from: values.from,
      minutes: values.minutes,
      leader: StaffId.parse(values.leader),
      alsoLeader: values.alsoLeader === values.leader ? undefined : StaffId.parse(values.alsoLeader),
    });
    return id
      ? accept({ to: `/groups/${id}`, done: "The group is started. Plan its sessions next." })
      : refuse({ code: "not-there" });
  },
  say: () => "Your post cannot start a group for that team.",
});
