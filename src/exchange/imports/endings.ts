import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Ending, ServiceKind } from "../../record/episode/service-kind.ts";

/** A file says why a stay ended in words that no ending of the service goes by. */
export type UnknownReason = { readonly code: "unknown-reason"; readonly known: readonly string[] };

/**
 * What case systems write for an ending, by the code of the ending it means. Several codes for one wording: the first
 * that the service has is meant, so that "completed" is a contract in one service and treatment in another.
 *
 * Source: NDTMS CDS-R, discharge reasons; the short forms are those that providers' systems print.
 */
const WORDINGS: readonly (readonly [wordings: readonly string[], codes: readonly string[]])[] = [
  [
    ["treatment completed", "completed", "successful completion", "planned exit", "programme completed"],
    [
      "completed",
      "advice-completed",
      "support-completed",
      "plan-completed",
      "contract-completed",
      "no-longer-needed",
    ],
  ],
  [["treatment completed drug free", "drug free", "abstinent"], ["completed-drug-free"]],
  [["treatment completed alcohol free", "alcohol free"], ["completed-alcohol-free"]],
  [["treatment completed occasional user", "occasional user"], ["completed-occasional-use"]],
  [
    [
      "dropped out",
      "incomplete dropped out",
      "disengaged",
      "did not attend",
      "dna",
      "lost contact",
      "unplanned exit",
      "client left",
    ],
    ["dropped-out", "lost-contact", "stopped-coming", "left-without-notice", "contract-broken"],
  ],
  [["transferred", "transferred not in custody", "referred on", "transfer", "handed over"], ["handed-over"]],
  [
    ["transferred in custody", "prison", "in custody", "custody", "imprisoned"],
    ["custody-elsewhere", "in-custody", "other-prison"],
  ],
  [["moved away", "moved area", "moved out of area", "out of area"], ["moved-away"]],
  [
    [
      "treatment withdrawn",
      "incomplete treatment withdrawn by provider",
      "withdrawn",
      "excluded",
      "discharged by service",
    ],
    ["withdrawn-by-service", "excluded", "evicted", "contract-cancelled"],
  ],
  [
    [
      "declined",
      "treatment declined",
      "refused treatment",
      "incomplete treatment commencement declined by client",
    ],
    ["declined-to-start", "declined", "not-wanted", "contract-declined"],
  ],
  [["retained in custody", "incomplete retained in custody"], ["retained-in-custody"]],
  [["died", "deceased", "death", "client died", "incomplete client died"], ["died"]],
];

/** Letters and digits with single spaces, small: how reasons are compared. */
const bare = (words: string): string =>
  words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The ending of this kind of service that a file's reason means: by its code, name, national label or a usual wording. */
export function endingMeant(kind: ServiceKind, reason: string): Result<Ending, UnknownReason> {
  const said = bare(reason);
  const named = kind.endings.find((ending) =>
    [ending.code, ending.name, ending.ndtms ?? ""].some((words) => bare(words) === said),
  );
  const codes = WORDINGS.find(([wordings]) => wordings.includes(said))?.[1] ?? [];
  const meant = named ?? codes.flatMap((code) => kind.endings.filter((ending) => ending.code === code)).at(0);
  return meant
    ? accept(meant)
    : refuse({ code: "unknown-reason", known: kind.endings.map(({ name }) => name) });
}

/**
 * The stage of a stay that a file brings in without saying it: in treatment where the service has such a stage, since
 * providers list those they treat; else where everyone begins.
 */
export const stageOnImport = (kind: ServiceKind): string =>
  (kind.stages.find((stage) => stage.code === "in-treatment") ?? kind.stages[0]).code;
