import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { loadSharing } from "./load-sharing.ts";
import { decisionAfter, useQuestion } from "./uses.tsx";
import { decideUse, USES, usesOf } from "./uses-store.ts";
import { aboutPerson } from "./whose-page.ts";

/** Recording what a person decided about one use that leads out of the partnership. */
export const usePage = act({
  path: "/people/:person/consents/use/:use",
  allow: "consent:record",
  params: z.object({ person: PersonId.schema, use: z.enum(USES) }),
  load: async (tx, { params, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    if (!sharing.value.asksUses) return refuse({ code: "not-there" as const });
    const decided = await usesOf(tx, params.person);
    const before = decided.find((one) => one.purpose === params.use);
    return accept({ ...sharing.value, use: params.use, before });
  },
  form: ({ use }) => ({
    answer: useQuestion(use),
    evidence: text("How is it evidenced?", "Say how the decision is evidenced", { longest: 500 }),
  }),
  view: ({ whose }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "A use beyond care",
      body: (
        <>
          <Title errors={errors}>A use beyond care</Title>
          <BodyText>
            This is a question of its own: a yes or a no here changes nothing that agencies of the partnership
            see, and nothing of the treatment.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record the decision</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, { answer, evidence }, { whose, use, before }) => {
    await decideUse(tx, whose.id, use, decisionAfter(before, answer), evidence);
    return accept({ to: `/people/${whose.id}/consents`, done: "Decision recorded." });
  },
  say: (refusal: { readonly code: "not-there" }) => refusal.code,
});
