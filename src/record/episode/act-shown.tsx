import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Instant } from "../../kernel/time.ts";
import { type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import type { NotThere, Said, Shown } from "../../web/page.ts";
import type { StepRefusal } from "../moving-on/step-to-recovery.ts";
import { type About, barOf } from "./about.tsx";
import type { EpisodeData, OfEpisode } from "./episode.page.tsx";
import { type EpisodeRefusal, sayEpisode } from "./messages.ts";

/** Why an act on an episode did not happen. */
export type Refused =
  | EpisodeRefusal
  | NotThere
  | { readonly code: "death-is-recorded-elsewhere" }
  | { readonly code: "selection-holds" }
  | { readonly code: "is-moving" }
  | StepRefusal
  | { readonly code: "not-of-the-team" };

/** What a worker reads when an episode cannot be changed so, beside the question it is about. */
export function say(refusal: Refused): Said {
  switch (refusal.code) {
    case "not-there":
      return "This episode is not there any more.";
    case "death-is-recorded-elsewhere":
      return {
        field: "ending",
        words: "A death is recorded for the whole person, on their page, so that everything stops at once.",
      };
    case "joint-plan-holds":
      return "A joint plan holds this open: ask the other service for its yes first, from Moving on. Neither of you closes alone.";
    case "selection-holds":
      return "The selection of this person has not come so far: treatment begins once the agreement is signed. Look under Clinic selection.";
    case "is-moving":
      return "They are moving to another area, and this stay ends by itself when the service there says that they have arrived. To end it otherwise, take the transfer back first.";
    case "only-after-a-planned-ending":
      return {
        field: "recovery",
        words: "Recovery check-ups follow a planned ending. Choose one, or choose ‘Not now’.",
      };
    case "not-offered":
      return {
        field: "recovery",
        words:
          "The offer was not made: the service has the person or was asked already. Look at the handovers.",
      };
    case "not-of-the-team":
      return { field: "keyworker", words: "Choose someone who works in the team." };
    case "reason-needed":
    case "reason-needed-to-go-back":
      return { field: "reason", words: sayEpisode(refusal) };
    case "unknown-stage":
    case "already-there":
    case "stage-not-allowed-from":
      return { field: "to", words: sayEpisode(refusal) };
    case "before-last-stage":
      return { field: "on", words: sayEpisode(refusal) };
    default:
      return sayEpisode(refusal);
  }
}

/** The page of an episode. */
export const pageOf = ({ person, episode }: OfEpisode): string => `/people/${person}/episodes/${episode}`;

/** A page of one decision about an episode, with who it is about above it. */
export function shown(
  about: About,
  now: Instant,
  words: {
    readonly title: string;
    readonly caption: string;
    readonly button: string;
    readonly back: string;
    readonly intro?: ReactNode;
  },
  { form, typed, errors }: { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors },
): Shown {
  return {
    title: words.title,
    bar: barOf(about, now, "episodes"),
    body: (
      <>
        <a className="nhsuk-back-link" href={words.back}>
          Back
        </a>
        <Title caption={words.caption} errors={errors}>
          {words.title}
        </Title>
        {words.intro}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>{words.button}</Button>
        </PostForm>
      </>
    ),
  };
}

/** Which episode a page is about, above its title. */
export const caption = ({ shown: { serviceName } }: EpisodeData): string => serviceName;
