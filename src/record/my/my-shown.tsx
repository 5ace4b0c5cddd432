import type { ReactElement, ReactNode } from "react";
import type { Shown } from "../../web/page.ts";

const PARTS = [
  { code: "", label: "Now" },
  { code: "plan", label: "My plan" },
  { code: "medicines", label: "My medicines" },
  { code: "progress", label: "My progress" },
  { code: "family", label: "My family" },
  { code: "sharing", label: "Who may see what" },
  { code: "who-looked", label: "Who has looked" },
  { code: "kept", label: "How long it is kept" },
] as const;

/** A part of the person's own pages. */
export type Part = (typeof PARTS)[number]["code"];

/** Where someone goes who must leave at once: a page nobody minds on a screen. */
const SOMEWHERE_ELSE = "https://www.bbc.co.uk/weather";

/** A page of the person's own: their navigation, the way out, and calm words. */
export const myPage = (at: Part, title: string, body: ReactNode): Shown => ({
  title,
  body: (
    <>
      <MyNavigation at={at} />
      {body}
    </>
  ),
});

function MyNavigation({ at }: { at: Part }): ReactElement {
  return (
    <div className="my-nav no-print">
      <nav aria-label="My record">
        <ul>
          {PARTS.map(({ code, label }) => (
            <li key={code}>
              <a href={code === "" ? "/my" : `/my/${code}`} aria-current={code === at ? "page" : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p className="my-leave">
        <a href={SOMEWHERE_ELSE} rel="noreferrer nofollow">
          Leave this page quickly
        </a>
      </p>
    </div>
  );
}
