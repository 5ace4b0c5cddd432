import { Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { carried, type Field, FormFields, longText, optionalPick } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said, type Upload } from "../../../web/page.ts";
import { type Protocol, printOf, readProtocol } from "./protocol.ts";
import { ProtocolFacts } from "./protocol-facts.tsx";
import { signatureWords, signs } from "./protocols.page.tsx";
import { SHIPPED } from "./shipped.ts";
import {
  type KeptProtocol,
  keptProtocols,
  type ProtocolAnswer,
  ProtocolId,
  putForward,
  signProtocol,
  withdrawProtocol,
} from "./store.ts";

const BYTES_MAX = 500_000;
const fileField: Field<undefined> = {
  draw: "file",
  label: "A protocol as a file",
  hint: "JSON in the format throughcare-clinic-protocol-1, as the draft can be downloaded under Protocols of the clinic",
  read: () => ({ value: undefined }),
};

type Refusal =
  | { readonly code: Exclude<ProtocolAnswer, "done"> }
  | { readonly code: "nothing-chosen" }
  | { readonly code: "too-large" }
  | { readonly code: "wrong"; readonly wrong: readonly string[] };

function say(refusal: Refusal): Said {
  switch (refusal.code) {
    case "nothing-chosen":
      return { field: "file", words: "Choose a file, or one that comes with the program" };
    case "too-large":
      return { field: "file", words: "The file is larger than 500 kB. A protocol is far smaller" };
    case "wrong":
      return { field: "file", words: `Nothing was put forward. ${refusal.wrong.join("; ")}` };
    case "not-there":
      return "This protocol is not there, or is not yours to decide.";
    case "not-fresh":
      return "It was too long ago that you showed that it is you. Send it again.";
    case "changed-since":
      return "This is not the version that you were shown. It is shown as it is now: read it again before you sign.";
    case "withdrawn":
      return "This version was withdrawn. Put another forward.";
    case "no-licence":
      return "A doctor signs who holds a licence here today. Ask the controlled-drugs lead to record yours.";
    case "signed-already":
      return "It is signed already in your capacity. The other signs as well, and nobody signs as both.";
    case "another-of-that-version":
      return "Another protocol of that code and version was put forward here before. Give this one the next version.";
  }
}

async function textOfUpload(upload: Upload): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of upload.bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size > BYTES_MAX) return undefined;
  }
  return Buffer.concat(pieces).toString("utf8");
}

async function chosen(upload: Upload | undefined, shipped: string): Promise<Result<Protocol, Refusal>> {
  const text = upload && upload.name !== "" ? await textOfUpload(upload) : "";
  if (text === undefined) return refuse({ code: "too-large" });
  if (text === "") {
    const found = SHIPPED.find(({ code }) => code === shipped);
    return found ? accept(found) : refuse({ code: "nothing-chosen" });
  }
  const read = readProtocol(text);
  return "wrong" in read ? refuse({ code: "wrong", wrong: read.wrong }) : accept(read.protocol);
}

const newPage = act({
  path: "/clinic/protocols/new",
  allow: "work",
  largestFile: BYTES_MAX,
  load: async (tx) =>
    signs(tx.asking.may) && tx.asking.agency_kind === "clinic" ? accept({}) : refuse({ code: "not-there" }),
  form: () => ({
    file: fileField,
    shipped: optionalPick(
      "Or one that comes with the program",
      SHIPPED.map(({ code, name, version }) => ({ value: code, label: `${name}, version ${version}` })),
      { none: "None of them" },
    ),
  }),
  view: (_, { form, typed, errors }) => ({
    title: "Put a protocol forward",
    body: (
      <>
        <Title errors={errors}>Put a protocol forward</Title>
        <InsetText>
          What is put forward stays as it is. It is for clinical use once a licensed doctor and the clinical
          safety lead have both signed exactly that.
        </InsetText>
        <PostForm multipart className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Put forward</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { upload }, { shipped }): Promise<Result<Moved, Refusal>> => {
    const read = await chosen(upload, shipped);
    if (!read.ok) return read;
    const print = printOf(read.value);
    const answer = await putForward(tx, read.value, print);
    if (answer !== "done") return refuse({ code: answer });
    const kept = (await keptProtocols(tx)).find((one) => one.print === print);
    return accept({
      to: kept ? `/clinic/protocols/${kept.id}` : "/clinic/protocols",
      done: "Put forward. Nothing is given by it until both have signed.",
    });
  },
  say,
});

const params = z.object({ protocol: ProtocolId.schema });
async function load(tx: Tx, id: ProtocolId): Promise<Result<KeptProtocol, NotThere>> {
  const one = (await keptProtocols(tx)).find((kept) => kept.id === id);
  return one && !one.withdrawn && signs(tx.asking.may) ? accept(one) : refuse({ code: "not-there" });
}

const signPage = act({
  path: "/clinic/protocols/:protocol/sign",
  allow: "work",
  fresh: true,
  params,
  load: (tx, { params: { protocol } }) => load(tx, protocol),
  form: () => ({ print: carried((typed) => (/^[0-9a-f]{64}$/.test(typed) ? typed : undefined)) }),
  start: ({ print }) => ({ print }),
  view: (one: KeptProtocol, { form, typed, errors }) => ({
    title: "Sign a protocol",
    body: (
      <>
        <Title errors={errors}>
          Sign {one.protocol.name}, version {one.protocol.version}
        </Title>
        <p>{signatureWords(one)}.</p>
        <ProtocolFacts protocol={one.protocol} />
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Sign exactly this</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, { print }, one): Promise<Result<Moved, Refusal>> => {
    const answer = await signProtocol(tx, one.id, print ?? "");
    if (answer !== "done") return refuse({ code: answer });
    return accept({ to: `/clinic/protocols/${one.id}`, done: "Signed." });
  },
  say,
});

const withdrawPage = act({
  path: "/clinic/protocols/:protocol/withdraw",
  allow: "work",
  fresh: true,
  params,
  load: (tx, { params: { protocol } }) => load(tx, protocol),
  form: () => ({ reason: longText("Why?", "Say why", { longest: 400 }) }),
  view: (one: KeptProtocol, { form, typed, errors }) => ({
    title: "Withdraw a protocol",
    body: (
      <>
        <Title errors={errors}>
          Withdraw {one.protocol.name}, version {one.protocol.version}
        </Title>
        <InsetText>
          From now on nothing is given by an order that was written under this version, until the order is
          written anew under another. It cannot be taken back.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Withdraw protocol</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, { reason }, one): Promise<Result<Moved, Refusal>> => {
    const answer = await withdrawProtocol(tx, one.id, reason);
    if (answer !== "done") return refuse({ code: answer });
    return accept({ to: `/clinic/protocols/${one.id}`, done: "Withdrawn. Nothing is given by it any more." });
  },
  say,
});

/** Putting a protocol forward, signing it, and taking it out of use. */
export const protocolActRoutes: readonly Route[] = [newPage, signPage, withdrawPage];
