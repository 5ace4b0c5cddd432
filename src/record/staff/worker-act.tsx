import { BackLink, Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import type { Shown } from "../../web/page.ts";
import type { Worker } from "./administration-store.ts";
import { account, loadWorker } from "./worker.page.tsx";

type Drawn = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

/** An act about one worker: what it is, what follows from it, and the button that says it. */
export function actPage(
  worker: Worker,
  title: string,
  drawn: Drawn,
  button: string,
  follows: ReactNode,
): Shown {
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

/** What every act about a worker has in common: who may do it, and about whom. */
export const aboutWorker = {
  allow: "staff:manage",
  params: account,
  load: (tx: Tx, { params }: { params: { account: string } }) => loadWorker(tx, params.account),
} as const;

/** Where an act about a worker leads. */
export const back = (worker: Worker): string => `/staff/${worker.account_id}`;
/** An act that asks nothing: its button is all. */
export const nothing = (): Form => ({});
