import { Button } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { pharmacies } from "../../services/medicines/pharmacy-store.ts";
import { type Field, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { sayOpen } from "../imports/messages.ts";
import { type FileRefusal, loadCollections, MOST_ROWS } from "./actions.ts";
import { sayLoaded, sayMissing } from "./messages.ts";

const BYTES_MAX = 2_000_000;

const fileField: Field<undefined> = {
  draw: "file",
  label: "The file of your own system",
  hint: "Text with columns, such as CSV. Line 1 names them: Surname, Date of birth, Due date, Outcome, and perhaps Time and Pharmacy.",
  read: () => ({ value: undefined }),
};

type Refusal = FileRefusal | { readonly code: "no-file" } | { readonly code: "too-large" };

/** Why a file was not taken. */
function say(refusal: Refusal): string {
  switch (refusal.code) {
    case "no-file":
      return "Choose the file";
    case "too-large":
      return "The file is larger than 2 MB. Bring in one day at a time";
    case "column-missing":
      return sayMissing(refusal.column);
    case "another-pharmacy":
      return `Line ${refusal.line} names another pharmacy. Nothing of the file was recorded. Check that it is yours`;
    case "too-many-rows":
      return `The file has more than ${MOST_ROWS} lines. Nothing of it was recorded. Bring in one day at a time`;
    case "nothing-taken":
      return `Nothing was recorded. ${sayLoaded(refusal.loaded)}`;
    case "empty-file":
    case "not-a-text-table":
    case "no-headings":
    case "no-such-file":
    case "not-a-file":
      return sayOpen(refusal);
  }
}

/** A pharmacy brings in its own system's file of a day instead of pressing for each. */
export const collectionFileRoute: Route = act({
  path: "/dispensing/file",
  allow: "dispense",
  largestFile: BYTES_MAX,
  load: async (tx) => {
    const pharmacy = (await pharmacies(tx)).find(({ ours }) => ours);
    return pharmacy ? accept(pharmacy) : refuse({ code: "not-there" });
  },
  form: () => ({ file: fileField }),
  view: (pharmacy, { form, typed, errors }) => ({
    title: "Bring in a day",
    body: (
      <>
        <Title caption={pharmacy.name} errors={errors}>
          Bring in a day from your own system
        </Title>
        <p>
          Each line is matched by surname, date of birth and due date with a collection at your pharmacy. The
          same file twice adds nothing. What was taken for missed when the day ended is corrected, and the
          prescriber’s team is told.
        </p>
        <PostForm multipart className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Bring in file</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { upload, now }, _values, pharmacy): Promise<Result<Moved, Refusal>> => {
    if (!upload) return refuse({ code: "no-file" });
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of upload.bytes) {
      pieces.push(piece);
      size += piece.length;
    }
    if (size > BYTES_MAX) return refuse({ code: "too-large" });
    const loaded = await loadCollections(tx, oneByOne(pieces), pharmacy, now);
    return loaded.ok ? accept({ to: "/dispensing", done: sayLoaded(loaded.value) }) : loaded;
  },
  say: (refusal) => ({ field: "file", words: say(refusal) }),
});

async function* oneByOne(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
