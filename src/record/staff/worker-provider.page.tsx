import { BodyText } from "nhsuk-react-components";
import { z } from "zod";
import { accept } from "../../kernel/result.ts";
import { choose, text } from "../../web/form.tsx";
import { act, type Route } from "../../web/page.ts";
import { moved } from "./administration.ts";
import { sayAdministration } from "./administration-messages.ts";
import { linkSubject, providersForLinking, unlinkSubject } from "./provider-store.ts";
import { loadWorker } from "./worker.page.tsx";
import { aboutWorker, actPage, back, nothing } from "./worker-act.tsx";

const linkAct = act({
  path: "/staff/:account/organisations/link",
  fresh: true,
  ...aboutWorker,
  load: async (tx, { params }) => {
    const worker = await loadWorker(tx, params.account);
    return worker.ok ? accept({ worker: worker.value, providers: await providersForLinking(tx) }) : worker;
  },
  form: ({ providers }) => ({
    provider: choose(
      "Which organisation?",
      providers.map(({ id, name }) => ({ value: id, label: name })),
      "Choose an organisation",
    ),
    subject: text("What that organisation calls them", "Enter the identifier that it gives them", {
      hint: "Its lasting identifier of them (“sub”), which its administrators know. Never an e-mail address: those are given to others.",
      longest: 255,
    }),
  }),
  view: ({ worker }, drawn) =>
    actPage(
      worker,
      "Link to an organisation",
      drawn,
      "Link",
      <BodyText>
        Whoever that organisation says this is signs in here as {worker.name}. Their password and app go on
        working.
      </BodyText>,
    ),
  perform: async (tx, _ask, { provider, subject }, { worker }) =>
    moved(
      tx,
      await linkSubject(tx, worker.account_id, provider, subject),
      "account linked to an organisation",
      back(worker),
      "They can sign in at their organisation now.",
    ),
  say: sayAdministration,
});

const unlinkAct = act({
  path: "/staff/:account/organisations/:provider/unlink",
  ...aboutWorker,
  params: z.object({ account: z.uuid(), provider: z.uuid() }),
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "Take the link away",
      drawn,
      "Take the link away",
      <BodyText>
        They cannot sign in at that organisation any more, and sessions they opened at one end now. Their
        password and app go on working.
      </BodyText>,
    ),
  perform: async (tx, { params }, _values, worker) =>
    moved(
      tx,
      await unlinkSubject(tx, worker.account_id, params.provider),
      "account unlinked from an organisation",
      back(worker),
      "The link is taken away.",
    ),
  say: sayAdministration,
});

/** Linking a worker's account to what their organisation calls them. */
export const workerProviderActs: readonly Route[] = [linkAct, unlinkAct];
