import { BodyText } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { day } from "../../web/form.tsx";
import { act, type Route } from "../../web/page.ts";
import { moved } from "./administration.ts";
import { type AdministrationRefusal, sayAdministration } from "./administration-messages.ts";
import { endAbsence, endPost, givePost, leaveWork, recordAbsence } from "./administration-store.ts";
import { loadWorker } from "./worker.page.tsx";
import { workerAccountActs } from "./worker-account.page.tsx";
import { aboutWorker, actPage, back, nothing } from "./worker-act.tsx";
import { anotherPostForm, postChoices, postWanted } from "./worker-form.ts";
import { workerProviderActs } from "./worker-provider.page.tsx";

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
  ...aboutWorker,
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
  ...aboutWorker,
  params: z.object({ account: z.uuid(), absence: z.uuid() }),
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
  fresh: true,
  ...aboutWorker,
  load: async (tx, { params }) => {
    const worker = await loadWorker(tx, params.account);
    return worker.ok ? accept({ worker: worker.value, choices: await postChoices(tx) }) : worker;
  },
  form: ({ choices }) => anotherPostForm(choices),
  view: ({ worker }, drawn) =>
    actPage(
      worker,
      "Give another post",
      drawn,
      "Give post",
      <BodyText>
        It holds from now. What was named to them in a post that ends stays with the team it belongs to.
      </BodyText>,
    ),
  perform: async (tx, _ask, values, { worker }) =>
    moved(
      tx,
      await givePost(tx, worker.account_id, postWanted(values), values.others === "beside"),
      "post given",
      back(worker),
      "The new post holds from now.",
    ),
  say: sayAdministration,
});

const endPostAct = act({
  path: "/staff/:account/posts/:post/end",
  ...aboutWorker,
  params: z.object({ account: z.uuid(), post: z.uuid() }),
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "End a post",
      drawn,
      "End post",
      <BodyText>
        It ends now, and where they are signed in to it they are signed out. They keep their other posts.
      </BodyText>,
    ),
  perform: async (tx, { params }, _values, worker) =>
    moved(tx, await endPost(tx, params.post), "post ended", back(worker), "The post is ended."),
  say: sayAdministration,
});

const leaveAct = act({
  path: "/staff/:account/leave",
  ...aboutWorker,
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
  ...workerAccountActs,
  ...workerProviderActs,
  absenceAct,
  endAbsenceAct,
  postAct,
  endPostAct,
  leaveAct,
];
