import type { ReactElement } from "react";

/** A drawing as `drawn` serialised it. The one place where markup comes out of text: an img could not take the page's colour. */
export const Svg = ({
  drawing,
  className,
}: {
  readonly drawing: string;
  readonly className?: string;
}): ReactElement => (
  <div
    className={className}
    // biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, serialised by a document that escapes its text.
    dangerouslySetInnerHTML={{ __html: drawing }}
  />
);
