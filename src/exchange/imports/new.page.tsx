import { Button, Details } from "nhsuk-react-components";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { EVENT_KINDS } from "../../record/event/kinds.ts";
import {
  choose,
  type Field,
  FormFields,
  type FormValues,
  longText,
  optionalPick,
  textOf,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { type Ask, act, type Moved, type Route, type Said } from "../../web/page.ts";
import { keepFile, UPLOAD_BYTES_MAX, type UploadRefusal } from "./actions.ts";
import { eventRowKinds } from "./cells.ts";
import { KINDS, type KindCode } from "./kinds.ts";
import { readMapFile } from "./mapfile.ts";
import { sayMapFile } from "./messages.ts";
import { type OriginAgency, originOf } from "./origin.ts";
import { KIND_NAMES, sayOrigin } from "./run-messages.ts";
import { addRun } from "./run-store.ts";
import { optionalStatedDay } from "./stated-day.ts";
import { agencies } from "./store.ts";

/** The file itself is no typed answer: it comes as a stream beside them. */
const fileField: Field<undefined> = {
  draw: "file",
  label: "The file",
  hint: `Text with columns, such as CSV, up to ${UPLOAD_BYTES_MAX / 1_000_000} MB. Line 1 names the columns`,
  read: () => ({ value: undefined }),
};

const optionalLongText = (label: string, hint: string): Field<string> => ({
  ...longText(label, "", { hint, longest: 9000 }),
  read: (typed) =>
    textOf(typed).length > 9000 ? { error: "Use 9000 characters or fewer" } : { value: textOf(typed) },
});

const formOf = (all: readonly OriginAgency[], kinds: ServiceKinds) => ({
  kind: choose(
    "What does the file hold?",
    (Object.keys(KINDS) as KindCode[]).map((code) => ({
      value: code,
      label: KIND_NAMES[code].name,
      hint: KIND_NAMES[code].hint,
    })),
    "Choose what the file holds",
  ),
  agency: optionalPick(
    "Which agency is it from?",
    all.map((one) => ({ value: one.code, label: one.name })),
    { none: "Not said", hint: "May be left open where only one agency sends such files" },
  ),
  completeTo: optionalStatedDay(
    "As the agency states it, for example 30/9/2026. Left open, it is inferred from the file",
  ),
  service: optionalPick(
    "Which service do its episodes belong to?",
    all.flatMap((one) =>
      one.services.map((service) => ({
        value: service.code,
        label: `${service.name} (${kinds.find((kind) => kind.code === service.kind)?.name ?? service.kind})`,
      })),
    ),
    { none: "Not said", hint: "Needed only where the agency has several services of one kind" },
  ),
  event: optionalPick(
    "What kind of events are they?",
    eventRowKinds(EVENT_KINDS).map((kind) => ({ value: kind.code, label: kind.name })),
    {
      none: "Not said",
      hint: "For a file of events without a column that says it. Left open: recorded offences",
    },
  ),
  map: optionalLongText("A map of its columns", "In YAML, as kept from an earlier file of the same source"),
  file: fileField,
});

type Refusal =
  | { readonly code: "file-refused"; readonly words: string }
  | { readonly code: "map-refused"; readonly words: string }
  | { readonly code: "origin-refused"; readonly field: "agency" | "service"; readonly words: string };

const FIELD_OF = { "file-refused": "file", "map-refused": "map" } as const;

type Values = FormValues<ReturnType<typeof formOf>>;

async function perform(
  tx: Tx,
  ask: Ask,
  values: Values,
  all: readonly OriginAgency[],
): Promise<Result<Moved, Refusal>> {
  const origin = originOf(values.kind, all, { agency: values.agency, service: values.service });
  if (!origin.ok) {
    const field = origin.refusal.code.includes("service") ? "service" : "agency";
    return refuse({ code: "origin-refused", field, words: sayOrigin(origin.refusal, "browser") });
  }
  const map = values.map === "" ? undefined : readMapFile(values.map, KINDS[values.kind]);
  if (map && !map.ok) return refuse({ code: "map-refused", words: map.refusal.map(sayMapFile).join(" ") });
  if (!ask.upload) return refuse({ code: "file-refused", words: "Choose the file to bring in" });
  const { agency, services } = origin.value;
  const run = await addRun(tx, {
    kind: values.kind,
    fileName: ask.upload.name || "A file without a name",
    agencyId: agency.id,
    serviceId: services.find((one) => one.code === values.service)?.id,
    dryRun: false,
    through: "browser",
    mapText: values.map === "" ? undefined : values.map,
    eventKind: values.event || "offence",
    completeTo: values.completeTo,
  });
  const kept = await keepFile(tx, run, ask.upload.bytes);
  if (!kept.ok) return refuse({ code: "file-refused", words: sayUpload(kept.refusal) });
  tx.log({ what: "changed", about: `file of ${values.kind} sent`, people: [], basis: "import" });
  return accept({
    to: `/imports/${run}/columns`,
    done: "The file has arrived. Nothing of it is loaded yet.",
  });
}

const sayUpload = (refusal: UploadRefusal): string =>
  refusal.code === "no-file"
    ? "Choose the file to bring in. If you did, it is empty"
    : `The file is larger than ${refusal.bytesMax / 1_000_000} MB. Bring it in on the command line`;

/** Sending a file. Nothing of it is read before its columns are checked. */
export const newImportPage = (kinds: ServiceKinds): Route =>
  act({
    path: "/imports/new",
    allow: "import",
    largestFile: UPLOAD_BYTES_MAX,
    load: async (tx) => accept(await agencies(tx)),
    form: (all) => formOf(all, kinds),
    view: (_all, { form, typed, errors }) => {
      const { kind, agency, completeTo, service, event, map, file } = form;
      const more = { service, event, map };
      const opened = Object.keys(more).some((name) => errors[name] || textOf(typed[name]) !== "");
      return {
        title: "Bring in a file",
        body: (
          <>
            <Title errors={errors}>Bring in a file</Title>
            <PostForm multipart>
              <FormFields form={{ kind, agency, completeTo }} typed={typed} errors={errors} />
              <Details open={opened || undefined}>
                <Details.Summary>Service, kind of events, map of columns</Details.Summary>
                <Details.Text>
                  <FormFields form={more} typed={typed} errors={errors} />
                </Details.Text>
              </Details>
              {/* Last, so that the answers above have arrived when its bytes begin. */}
              <FormFields form={{ file }} typed={typed} errors={errors} />
              <Button type="submit">Send file and check its columns</Button>
            </PostForm>
          </>
        ),
      };
    },
    perform,
    say: (refusal): Said => ({
      field: refusal.code === "origin-refused" ? refusal.field : FIELD_OF[refusal.code],
      words: refusal.words,
    }),
  });
