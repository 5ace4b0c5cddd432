import { BackLink, Button, InsetText } from "nhsuk-react-components";
import { StaffId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { choose, FormFields, howMany, optionalPick, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { staffWho } from "./authority-store.ts";
import { type KeyLine, keyLog, noteKeys } from "./papers-store.ts";
import { premisesOfAgency } from "./store.ts";

const WHAT = {
  taken: "Taken from their safe",
  "handed-over": "Taken over from somebody",
  "put-back": "Put back into their safe",
} as const satisfies Record<KeyLine["what"], string>;

const listPage = page({
  path: "/register/keys",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({ lines: await keyLog(tx), keeps: tx.asking.may.includes("register:keep") });
  },
  view: ({ lines, keeps }) => ({
    title: "Keys",
    live: true,
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Keys of the cupboard</Title>
        {keeps ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/register/keys/new">
              Write down who has the keys
            </a>
          </p>
        ) : null}
        {lines.length === 0 ? (
          <InsetText>
            Nothing yet. Whoever takes the keys, takes them over or puts them back writes it down here.
          </InsetText>
        ) : (
          <DataTable
            caption={`The last ${lines.length}, the newest first`}
            heads={[
              { words: "When" },
              { words: "What" },
              { words: "Keys" },
              { words: "Counted", numeric: true },
              { words: "By" },
            ]}
            rows={lines.map((line) => ({
              key: line.id,
              cells: [
                longDateTime(line.at),
                `${WHAT[line.what]}${line.from_name ? `: ${line.from_name}` : ""}, ${line.premises}`,
                line.keys,
                String(line.how_many),
                line.by,
              ],
            }))}
          />
        )}
      </>
    ),
  }),
});

type Refusal = { readonly code: "from-whom" | "not-from" | "how-many" };
const SAYS: Readonly<Record<Refusal["code"], { readonly field: string; readonly words: string }>> = {
  "from-whom": { field: "from", words: "Choose from whom you took them over" },
  "not-from": { field: "from", words: "Leave this empty unless you took them over from somebody" },
  "how-many": { field: "howMany", words: "Count the keys, and enter how many there are" },
};

const newPage = act({
  path: "/register/keys/new",
  allow: "register:keep",
  load: async (tx) =>
    accept({
      premises: await premisesOfAgency(tx),
      others: (await staffWho(tx, "register:keep")).filter(({ id }) => id !== tx.asking.staff_id),
    }),
  form: ({ premises, others }) => ({
    premises: pick(
      "At which premises?",
      premises.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the premises",
    ),
    what: choose(
      "What happened?",
      (Object.keys(WHAT) as KeyLine["what"][]).map((value) => ({ value, label: WHAT[value] })),
      "Choose what happened",
    ),
    from: optionalPick(
      "From whom, if you took them over?",
      others.map(({ id, name }) => ({ value: id as string, label: name })),
      { none: "Nobody" },
    ),
    keys: text("Which keys?", "Say which keys", { longest: 100, hint: "The set’s name or number" }),
    howMany: howMany("How many did you count?", { most: 99 }),
  }),
  view: (_data, { form, typed, errors }) => ({
    title: "Write down who has the keys",
    body: (
      <>
        <BackLink href="/register/keys">Back</BackLink>
        <Title errors={errors}>Write down who has the keys</Title>
        <p>Whoever has them now writes this, under their own name.</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Write down</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, Refusal>> => {
    const from = StaffId.parse(values.from);
    if (values.what === "handed-over" && !from) return refuse({ code: "from-whom" });
    if (values.what !== "handed-over" && from) return refuse({ code: "not-from" });
    if (values.howMany < 1) return refuse({ code: "how-many" });
    await noteKeys(tx, { ...values, from });
    return accept({ to: "/register/keys", done: "Written down." });
  },
  say: ({ code }) => SAYS[code],
});

/** The log of keys. */
export const keyRoutes: readonly Route[] = [listPage, newPage];
