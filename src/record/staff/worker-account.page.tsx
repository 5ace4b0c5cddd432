import { BodyText } from "nhsuk-react-components";
import { act, type Route } from "../../web/page.ts";
import { moved, oneTimeLink } from "./administration.ts";
import { sayAdministration } from "./administration-messages.ts";
import { endSessionsOf, renewLink, setAccountDisabled } from "./administration-store.ts";
import { LINK_HOURS } from "./first-administrator-store.ts";
import { aboutWorker, actPage, back, nothing } from "./worker-act.tsx";
import { sure } from "./worker-form.ts";

const linkAct = act({
  path: "/staff/:account/link",
  fresh: true,
  ...aboutWorker,
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
  fresh: true,
  ...aboutWorker,
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

const endSessionsAct = act({
  path: "/staff/:account/end-sessions",
  ...aboutWorker,
  form: nothing,
  view: (worker, drawn) =>
    actPage(
      worker,
      "End all sessions",
      drawn,
      "End all sessions",
      <BodyText>
        They are signed out everywhere at once; what they typed and did not send is lost. They can sign in
        again: to keep somebody out, disable the account.
      </BodyText>,
    ),
  perform: async (tx, _ask, _values, worker) =>
    moved(
      tx,
      await endSessionsOf(tx, worker.account_id),
      "all sessions of an account ended",
      back(worker),
      "They are signed out everywhere.",
    ),
  say: sayAdministration,
});

const enableAct = act({
  path: "/staff/:account/enable",
  fresh: true,
  ...aboutWorker,
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

/** How a worker gets in, and how they are kept out. */
export const workerAccountActs: readonly Route[] = [linkAct, disableAct, endSessionsAct, enableAct];
