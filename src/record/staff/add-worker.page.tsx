import { BackLink, BodyText, Button, InsetText } from "nhsuk-react-components";
import { accept } from "../../kernel/result.ts";
import { FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { moved, oneTimeLink } from "./administration.ts";
import { sayAdministration } from "./administration-messages.ts";
import { addWorker } from "./administration-store.ts";
import { LINK_HOURS } from "./first-administrator-store.ts";
import { postChoices, postWanted, workerForm } from "./worker-form.ts";

/** A new starter: who they are, where they work, and the link by which they choose a password. */
export const addWorkerAct = act({
  path: "/staff/add",
  fresh: true,
  allow: "staff:manage",
  load: async (tx) => accept(await postChoices(tx)),
  form: workerForm,
  view: (_choices, { form, typed, errors }) => ({
    title: "Add a worker",
    body: (
      <>
        <BackLink href="/staff">Staff</BackLink>
        <Title errors={errors}>Add a worker</Title>
        <InsetText>
          <p>
            You get a link to hand to them. It works once, within {LINK_HOURS} hours, to choose a password and
            an authenticator app. Nobody else ever learns the password.
          </p>
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Add worker</Button>
        </PostForm>
        <BodyText>
          Is the agency or team missing? <a href="/staff/agencies">Add it first</a>.
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, { origin, now }, values) => {
    const link = await oneTimeLink(tx, origin, now);
    const { outcome, account } = await addWorker(tx, {
      ...postWanted(values),
      name: values.name,
      username: values.username,
      linkHash: link.hash,
      linkHours: LINK_HOURS,
    });
    return moved(tx, outcome, "worker added", `/staff/${account}`, link.say(values.username));
  },
  say: sayAdministration,
});
