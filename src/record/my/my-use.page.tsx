import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { decisionAfter, useQuestion } from "../sharing/uses.tsx";
import { decideUse, USES, usesOf } from "../sharing/uses-store.ts";
import { myPage } from "./my-shown.tsx";

/** The person's own answer about one use that leads out of the partnership. */
export const myUsePage = act({
  path: "/my/sharing/use/:use",
  allow: "own-record",
  params: z.object({ use: z.enum(USES) }),
  load: async (tx, { params }) => {
    const { person_id: person } = tx.asking;
    if (!person) return refuse({ code: "not-there" as const });
    const before = (await usesOf(tx, person)).find((one) => one.purpose === params.use);
    return accept({ person, use: params.use, before });
  },
  form: ({ use }) => ({ answer: useQuestion(use) }),
  view: (_data, { form, typed, errors }) =>
    myPage(
      "sharing",
      "A use beyond care",
      <div className="narrow">
        <Title errors={errors}>A use beyond care</Title>
        <BodyText>You are looked after all the same. Change your mind at any time.</BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Save</Button>
        </PostForm>
      </div>,
    ),
  perform: async (tx, _ask, { answer }, { person, use, before }) => {
    await decideUse(tx, person, use, decisionAfter(before, answer), "Decided by the person, signed in");
    return accept({ to: "/my/sharing", done: "Saved. It counts from now on." });
  },
  say: (refusal: { readonly code: "not-there" }) => refusal.code,
});
