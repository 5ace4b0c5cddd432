import { BackLink, BodyText, Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { day, type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route, type Shown } from "../../web/page.ts";
import { moved, oneTimeLink } from "./administration.ts";
import { type AdministrationRefusal, sayAdministration } from "./administration-messages.ts";
import {
  endAbsence,
  givePost,
  leaveWork,
  recordAbsence,
  renewLink,
  setAccountDisabled,
  type Worker,
} from "./administration-store.ts";
import { LINK_HOURS } from "./first-administrator-store.ts";
import { account, loadWorker } from "./worker.page.tsx";
import { postChoices, postForm, postWanted, sure } from "./worker-form.ts";

type Drawn = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

/** An act about one worker: what it is, what follows from it, and the button that says it. */
function actPage(worker: Worker, title: string, drawn: Drawn, button: string, follows: ReactNode): Shown {
  return {
    title,
    body: (
      <>
        <BackLink href={`/staff/${worker.account_id}`}>{worker.name}</BackLink>
        <Title errors={drawn.errors} caption={worker.name}>
          {title}
        </Title>
        {follows}
        <PostForm className="narrow">
          <FormFields form={drawn.form} typed={drawn.typed} errors={drawn.errors} />
          <Button>{button}</Button>
        </PostForm>
      </>
    ),
  };
}

const allow = "staff:manage";
const load = (tx: Parameters<typeof loadWorker>[0], { params }: { params: { account: string } }) =>
  loadWorker(tx, params.account);
const back = (worker: Worker): string => `/staff/${worker.account_id}`;
const nothing = (): Form => ({});

const linkAct = act({
  path: "/staff/:account/link",
  allow,
  params: account,
  load,
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "Make a new one-time link",
      drawn,
      "Make link",
      <BodyText>
        Links made before stop working. The password they use now goes on working until the new link is used.
      </BodyText>,
    ),
  perform: async (tx, { origin, now }, _values, worker) => {
    const link = await oneTimeLink(tx, origin, now);
    return moved(
      tx,
      await renewLink(tx, worker.account_id, link.hash, LINK_HOURS),
      "one-time link made",
      back(worker),
      link.say(worker.username),
    );
  },
  say: sayAdministration,
});

const disableAct = act({
  path: "/staff/:account/disable",
  allow,
  params: account,
  load,
  form: () => sure("Disable this account?", "Yes, disable it now"),
  view: (worker, drawn) =>
    actPage(
      worker,
      "Disable account",
      drawn,
      "Disable account",
      <BodyText>
        They are signed out everywhere at once and cannot sign in. What was theirs to do shows as their
        team’s. Nothing they wrote is changed. You can enable the account again.
      </BodyText>,
    ),
  perform: async (tx, _ask, _values, worker) =>
    moved(
      tx,
      await setAccountDisabled(tx, worker.account_id, true),
      "account disabled",
      back(worker),
      "The account is disabled and signed out everywhere.",
    ),
  say: sayAdministration,
});

const enableAct = act({
  path: "/staff/:account/enable",
  allow,
  params: account,
  load,
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "Enable account",
      drawn,
      "Enable account",
      <BodyText>They can sign in again with the password they had.</BodyText>,
    ),
  perform: async (tx, _ask, _values, worker) =>
    moved(
      tx,
      await setAccountDisabled(tx, worker.account_id, false),
      "account enabled",
      back(worker),
      "The account is enabled.",
    ),
  say: sayAdministration,
});

type DaysRefusal =
  | { readonly code: "ends-before-it-starts" }
  | { readonly code: "is-over" }
  | AdministrationRefusal;

const sayDays = (refusal: DaysRefusal) =>
  refusal.code === "ends-before-it-starts"
    ? { field: "to", words: "The last day is before the first. Enter a later one." }
    : refusal.code === "is-over"
      ? { field: "to", words: "That absence is over already. Enter days from today on." }
      : sayAdministration(refusal);

const absenceAct = act({
  path: "/staff/:account/absence",
  allow,
  params: account,
  load,
  form: () => ({
    from: day("First day away", "Enter the first day"),
    to: day("Last day away", "Enter the last day", {
      hint: "That day is away too. When nobody knows, enter a day to look again.",
    }),
  }),
  view: (worker, drawn) =>
    actPage(
      worker,
      "Record an absence",
      drawn,
      "Record absence",
      <BodyText>
        On these days their work shows as their team’s. Nothing is rewritten, and it returns to them
        afterwards.
      </BodyText>,
    ),
  perform: async (
    tx,
    { now },
    { from, to },
    worker,
  ): Promise<Result<{ to: string; done: string }, DaysRefusal>> => {
    if (Temporal.PlainDate.compare(to, from) < 0) return refuse({ code: "ends-before-it-starts" });
    if (Temporal.PlainDate.compare(to, londonDay(now)) < 0) return refuse({ code: "is-over" });
    return moved(
      tx,
      await recordAbsence(tx, worker.staff_id, from, to),
      "absence recorded",
      back(worker),
      `Away from ${longDate(from)} to ${longDate(to)}.`,
    );
  },
  say: sayDays,
});

const endAbsenceAct = act({
  path: "/staff/:account/absence/:absence/end",
  allow,
  params: z.object({ account: z.uuid(), absence: z.uuid() }),
  load,
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "End an absence",
      drawn,
      "End absence",
      <BodyText>Their work is theirs again from now.</BodyText>,
    ),
  perform: async (tx, { params }, _values, worker) =>
    moved(tx, await endAbsence(tx, params.absence), "absence ended", back(worker), "The absence is ended."),
  say: sayAdministration,
});

const postAct = act({
  path: "/staff/:account/post",
  allow,
  params: account,
  load: async (tx, { params }) => {
    const worker = await loadWorker(tx, params.account);
    return worker.ok ? accept({ worker: worker.value, choices: await postChoices(tx) }) : worker;
  },
  form: ({ choices }) => postForm(choices),
  view: ({ worker }, drawn) =>
    actPage(
      worker,
      "Give another post",
      drawn,
      "Give post",
      <BodyText>
        The post they hold ends now and they are signed out, so that no page of it stays open. They sign in
        again to the new one. What was named to them stays with the team it belongs to.
      </BodyText>,
    ),
  perform: async (tx, _ask, values, { worker }) =>
    moved(
      tx,
      await givePost(tx, worker.account_id, postWanted(values)),
      "post given",
      back(worker),
      "The new post holds from now.",
    ),
  say: sayAdministration,
});

const leaveAct = act({
  path: "/staff/:account/leave",
  allow,
  params: account,
  load,
  form: () => ({ last: day("Last day of work", "Enter their last day of work") }),
  view: (worker, drawn) =>
    actPage(
      worker,
      "They are leaving",
      drawn,
      "Record their leaving",
      <BodyText>
        After that day they cannot sign in and their work shows as their team’s. A day that is over signs them
        out at once.
      </BodyText>,
    ),
  perform: async (tx, _ask, { last }, worker) =>
    moved(
      tx,
      await leaveWork(tx, worker.account_id, last),
      "leaving recorded",
      back(worker),
      `Their last day is ${longDate(last)}.`,
    ),
  say: sayAdministration,
});

/** Everything an administrator does about one worker. */
export const workerActs: readonly Route[] = [
  linkAct,
  disableAct,
  enableAct,
  absenceAct,
  endAbsenceAct,
  postAct,
  leaveAct,
];
