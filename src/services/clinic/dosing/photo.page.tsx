import { Button } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { loadSubject, shownOf } from "../../../record/person/person-shown.tsx";
import { type Field, FormFields } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { keepPhoto, PICTURES, type PictureType } from "./photo-store.ts";

const BYTES_MAX = 300_000;

type Refusal = { readonly code: "no-file" | "too-large" | "no-picture" | "not-there" };

const WORDS: Readonly<Record<Refusal["code"], string>> = {
  "no-file": "Choose a photo",
  "too-large": "The photo is larger than 300 kB. Make it smaller: a face needs no more",
  "no-picture": "This is not a JPEG or PNG picture",
  "not-there": "Only a clinic that has them in its care keeps a photo",
};

const photo: Field<undefined> = {
  draw: "file",
  label: "Photo of their face",
  hint: "JPEG or PNG, up to 300 kB, taken with their agreement",
  read: () => ({ value: undefined }),
};

/** What a file is, by how it begins; never by its name. */
const typeOf = (bytes: Buffer): PictureType | undefined =>
  (Object.keys(PICTURES) as PictureType[]).find((type) =>
    bytes.toString("hex", 0, 4).startsWith(PICTURES[type]),
  );

/** Keeping the photo by which somebody is known before each dose. */
export const photoRoute: Route = act({
  path: "/people/:person/photo",
  allow: "dose",
  params: personParams,
  largestFile: BYTES_MAX,
  load: (tx, { params }) => loadSubject(tx, params.person, "photo"),
  form: () => ({ photo }),
  view: (subject, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Keep a photo",
      body: (
        <>
          <Title errors={errors}>Keep a photo</Title>
          <p>It is shown before each dose at the clinic. A newer one takes its place.</p>
          <PostForm multipart className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Keep the photo</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params: { person }, upload }): Promise<Result<Moved, Refusal>> => {
    if (!upload) return refuse({ code: "no-file" });
    const pieces: Buffer[] = [];
    for await (const piece of upload.bytes) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (bytes.length > BYTES_MAX) return refuse({ code: "too-large" });
    const type = bytes.length < 100 ? undefined : typeOf(bytes);
    if (!type) return refuse({ code: bytes.length === 0 ? "no-file" : "no-picture" });
    return (await keepPhoto(tx, person, type, bytes))
      ? accept({ to: `/people/${person}/medicines`, done: "The photo is kept." })
      : refuse({ code: "not-there" });
  },
  say: ({ code }) => ({ field: "photo", words: WORDS[code] }),
});
