import { BodyText } from "nhsuk-react-components";
import { Title } from "./layout.tsx";
import type { Shown } from "./page.ts";

/** What can stop a page, in words that say what to do. */
const PROBLEMS = {
  "not-there": {
    title: "Nothing to show here",
    words:
      "There is nothing at this address that you may see. If you typed it, check it. If you followed a link, the record may have moved on.",
  },
  "not-allowed": {
    title: "Not part of your role",
    words: "The role you are working in does not use this page. If it should, ask your administrator.",
  },
  "form-expired": {
    title: "This form is no longer valid",
    words: "Go back, reload the page and send it again. Nothing was saved.",
  },
  "form-reused": {
    title: "This form was already used",
    words:
      "It was sent before with other answers, and those were saved. Go back, reload the page and check what is there.",
  },
  "other-post": {
    title: "This page belongs to another of your posts",
    words:
      "It was made while you worked in another post. You switched since, as the top of this page says. Nothing was done. To do it in that post, switch back at the top, then go back, reload the page and send it again; copy what you typed first.",
  },
  "too-many": { title: "Too many requests", words: "Wait a minute, then try again. Nothing was lost." },
  "fell-silent": {
    title: "Nothing more arrived",
    words:
      "Nothing came from your device for a minute, so what it was sending was given up. Nothing was saved. Check your connection, then go back and send it again.",
  },
  "bad-request": { title: "That could not be read", words: "Go back and try again. Nothing was saved." },
  "no-answer": {
    title: "The system does not answer just now",
    words:
      "Its database cannot be reached. Nothing was saved or changed. Wait a moment, then go back, reload the page and do it again. If it lasts, work as your service's downtime plan says.",
  },
  "not-known": {
    title: "Not known yet",
    words:
      "The answer of the database was lost, so it is not known whether this was saved. Do not take it as done. Wait a moment, go back, reload the page and look whether it is there; only then do it again.",
  },
  "our-fault": {
    title: "Something went wrong here",
    words:
      "That is our fault. Nothing was saved. Try again in a moment; if it happens again, tell your administrator the time.",
  },
} as const;

export type Problem = keyof typeof PROBLEMS;

/**
 * The page for one of the ways a request can stop. The same for what is not there and what is not yours. `knownAt` is where it is told
 * what became of the form.
 */
export const problemPage = (kind: Problem, knownAt?: string): Shown => ({
  title: PROBLEMS[kind].title,
  body: (
    <>
      <Title>{PROBLEMS[kind].title}</Title>
      <BodyText>{PROBLEMS[kind].words}</BodyText>
      {knownAt ? (
        <BodyText>
          <a href={knownAt}>Ask what became of it</a>
        </BodyText>
      ) : null}
      <BodyText>
        <a href="/">Go to your home page</a>
      </BodyText>
    </>
  ),
});
