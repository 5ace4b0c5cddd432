import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { HandoverId, StaffId, TeamId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import type { NotThere, Said, Shown } from "../../web/page.ts";
import { type About, barOf, loadAbout } from "../episode/about.tsx";
import { sayEpisode } from "../episode/messages.ts";
import { kindNamed, type ServiceKinds } from "../episode/service-kind.ts";
import { type Member, membersOf, type TeamLine, teamsForANo, teamsOf } from "../staff/teams-store.ts";
import { dueInWords } from "../task/messages.ts";
import type { ActRefusal } from "./actions.ts";
import { type HandoverLine, handoverLine, isPast } from "./board-store.ts";
import { isOpen } from "./handover.ts";
import { sayHandover } from "./messages.ts";
import { type Side, sideOf } from "./side.ts";

/** The address of one handover. */
export const Params = z.object({ handover: HandoverId.schema });
type Params = z.output<typeof Params>;

/** A handover as the pages that answer it have it. */
export type Data = {
  readonly about: About;
  readonly line: HandoverLine;
  /** At which end the asker works. */
  readonly side: Side;
  readonly teams: readonly TeamLine[];
  readonly members: readonly Member[];
  readonly backTo: readonly { readonly id: string; readonly name: string; readonly service: string }[];
};

/** Reads an open handover for one of its ends to act on. */
export const loadFor =
  (sides: readonly Side[]) =>
  async (tx: Tx, { params }: { params: Params }): Promise<Result<Data, NotThere>> => {
    const line = await handoverLine(tx, params.handover);
    if (!line) return refuse({ code: "not-there" });
    const { to, from, personId } = line.handover;
    const side = await sideOf(tx, line.handover);
    if (!side || !sides.includes(side)) return refuse({ code: "not-there" });
    const about = await loadAbout(tx, personId, "handover");
    if (!about) return refuse({ code: "not-there" });
    const teams = await teamsOf(tx, [to.serviceId]);
    const members =
      side === "to"
        ? await membersOf(
            tx,
            teams.map((team) => team.id),
          )
        : [];
    return accept({ about, line, side, teams, members, backTo: await teamsForANo(tx, from.serviceId) });
  };

/** A page that answers a handover: what is known beside what is asked, and one button that says the act. */
export function shown(
  words: { title: string; button: string; intro?: ReactNode },
  { about, line }: Data,
  state: { form: Form; typed: Typed; errors: FormErrors },
  now: Instant,
): Shown {
  const { handover } = line;
  return {
    title: words.title,
    bar: barOf(about, now),
    body: (
      <>
        <a className="nhsuk-back-link" href={`/handovers/${handover.id}`}>
          Back to the handover
        </a>
        <Title caption={`${line.fromService} to ${line.toService}`} errors={state.errors}>
          {words.title}
        </Title>
        <div className="beside">
          <PostForm className="beside__asked">
            {words.intro}
            <FormFields form={state.form} typed={state.typed} errors={state.errors} />
            <Button>{words.button}</Button>
          </PostForm>
          <aside className="beside__known" aria-label="What we know">
            <h2 className="nhsuk-heading-xs">What the sender wrote</h2>
            <p className="as-typed">{handover.summary}</p>
            <p>
              Offered {longDateTime(handover.offeredAt)}
              {line.offeredByName ? ` by ${line.offeredByName}` : ""}.
            </p>
            {isOpen(handover) ? (
              <p>
                {handover.state === "offered" ? "Answer" : "First contact"}
                {isPast(handover.dueAt, now) ? " " : " due "}
                {dueInWords(handover.dueAt, now)}.
              </p>
            ) : null}
          </aside>
        </div>
      </>
    ),
  };
}

/** What a worker reads when a handover cannot be answered so. */
export const sayAct =
  (kinds: ServiceKinds) =>
  (refusal: ActRefusal): string => {
    const nameOf = (code: string): string => kindNamed(kinds, code)?.name ?? code;
    switch (refusal.code) {
      case "not-there":
        return "This handover is not there any more.";
      case "no-longer-open":
        return "This referral was closed a moment ago, so it cannot be withdrawn.";
      case "nobody-for-a-no":
        return "Nobody could follow up if the service says no: this partnership has no custody and court healthcare team yet. Ask an administrator to add one, then refer again.";
      case "before-birth":
      case "after-death":
      case "in-the-future":
      case "ends-before-it-starts":
      case "too-young":
      case "already-open":
      case "overlaps":
        return sayEpisode(refusal);
      default:
        return sayHandover(refusal, nameOf);
    }
  };

/** Puts a refusal beside the question it is about. */
export const beside =
  (kinds: ServiceKinds, fields: Readonly<Partial<Record<ActRefusal["code"], string>>>) =>
  (refusal: ActRefusal): Said => ({
    field: fields[refusal.code] ?? "_form",
    words: sayAct(kinds)(refusal),
  });

/** Who may be named: each team where there are several, and the people of one's own. `team` or `team:staff`. */
export function ownerChoices({ teams, members }: Data) {
  return teams.flatMap((team) => [
    ...(teams.length > 1 ? [{ value: team.id as string, label: `${team.name}, anyone` }] : []),
    ...members
      .filter((each) => each.team_id === team.id)
      .map((each) => ({
        value: `${team.id}:${each.staff_id}`,
        label: `${each.name}${teams.length > 1 ? `, ${team.name}` : ""}${each.available ? "" : " (away today)"}`,
      })),
  ]);
}

/** The owner that was chosen; when nobody was, the team as a whole, or for a sender whoever it was. */
export function ownerFrom(value: string, { line, side, teams }: Data): { team: TeamId; staff?: StaffId } {
  const [team, staff] = value.split(":");
  const { handover } = line;
  if (value === "" && side === "from" && isOpen(handover)) return handover.owner;
  const fallback = isOpen(handover) ? handover.owner.team : teams[0]?.id;
  const named = TeamId.parse(team ?? "") ?? fallback ?? TeamId.fresh();
  const person = StaffId.parse(staff ?? "");
  return person ? { team: named, staff: person } : { team: named };
}

/** Coded reasons as choices. */
export const reasons = (of: Readonly<Record<string, string>>) =>
  Object.entries(of).map(([value, label]) => ({ value, label }));
/** The page of a handover. */
export const toPage = (id: HandoverId): string => `/handovers/${id}`;
/** A note, where something was written. */
export const noteOf = (note: string) => (note ? { note } : {});
