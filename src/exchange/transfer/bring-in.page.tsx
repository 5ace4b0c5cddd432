import { Button } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Field, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { handsOf } from "./directory-store.ts";
import { LARGEST_TRANSFER } from "./door.ts";
import { sayFile } from "./messages.ts";
import { type FileRefusal, type Taken, takeFile } from "./receive.ts";
import { transferIn, transferOut } from "./store.ts";

const fileField: Field<undefined> = {
  draw: "file",
  label: "The file that the other partnership sent",
  hint: "A bundle of a person, a receipt or a notice: this page finds out which. It is opened here; nothing is taken into a record yet.",
  read: () => ({ value: undefined }),
};

type Refusal = FileRefusal | { readonly code: "no-file" } | { readonly code: "too-large" };

const say = (refusal: Refusal): string => {
  if (refusal.code === "no-file") return "Choose the file";
  return refusal.code === "too-large" ? "The file is larger than 10 MB: no transfer is" : sayFile(refusal);
};

/** What came of a file, where the transfer may be seen by whoever brought it in. */
function sayTaken({ what, known }: Taken): string {
  if (known) return "This came before. Nothing was done twice, and the answer is the same.";
  if (what === "bundle") return "Received. Look at whose it is, then take it in.";
  return what === "receipt" ? "Their answer is recorded." : "Their notice is recorded. Read what it says.";
}

/** Brings in a file of a transfer: opened, weighed, and done once. */
export const bringInPage: Route = act({
  path: "/transfers/bring-in",
  allow: "work",
  largestFile: LARGEST_TRANSFER,
  load: async (tx) => {
    const { may } = tx.asking;
    return may.includes("person:register") || may.includes("access-log:read")
      ? accept(undefined)
      : refuse({ code: "not-there" as const });
  },
  form: () => ({ file: fileField }),
  view: (_data, { form, typed, errors }) => ({
    title: "Bring in a file",
    body: (
      <>
        <Title errors={errors}>Bring in a file of a transfer</Title>
        <p>
          It opens only where it was sealed for this partnership and signed by one in the directory. The same
          file twice does nothing.
        </p>
        <PostForm multipart className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Bring in</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { upload }): Promise<Result<Moved, Refusal>> => {
    if (!upload) return refuse({ code: "no-file" });
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of upload.bytes) {
      pieces.push(piece);
      size += piece.length;
    }
    if (size === 0) return refuse({ code: "no-file" });
    if (size > LARGEST_TRANSFER) return refuse({ code: "too-large" });
    const hands = await handsOf(tx, await tx.keys(), "page");
    const taken = await takeFile(tx, hands, Buffer.concat(pieces).toString("utf8"), "file");
    if (!taken.ok) return taken;
    const { transfer, what } = taken.value;
    // Somebody of another service may bring it in: they are told that its team knows, and nothing of whose it is.
    const [out, received] = [await transferOut(tx, transfer), await transferIn(tx, transfer)];
    const person = out?.person_id ?? received?.person_id;
    tx.log({ what: "changed", about: `transfer: ${what} brought in`, people: person ? [person] : [] });
    if (out) return accept({ to: `/transfers/out/${transfer}`, done: sayTaken(taken.value) });
    return received
      ? accept({ to: `/transfers/in/${transfer}`, done: sayTaken(taken.value) })
      : accept({
          to: "/transfers",
          done: "Received. It is for another service here, whose team has been told.",
        });
  },
  say: (refusal) => ({ field: "file", words: say(refusal) }),
});
